package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.testing.SalesModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopGroupsTest {
    private final AggregationDefinition<?> definition = SalesModel.definition(SalesModel.BY_SHOP);
    private final GroupCodec codec = new GroupCodec(definition.groups());
    private int made;

    @Test
    void ofGroupsThatAreWorthTheSameNoneIsMadeToBeGivenUp() {
        List<GroupKey> groups = IntStream.range(1_000, 2_000)
                .mapToObj(i -> codec.key(List.of("shop-" + i)))
                .toList();
        Ranking ranking = new Ranking(0, 10, Ranking.Order.GREATEST_FIRST);
        TopGroups<GroupKey> top = new TopGroups<>(definition, ranking, ranking.size());
        for (GroupKey group : groups) {
            if (top.isAmong(1L, group)) {
                made++;
                top.add(1L, group, group);
            }
        }
        assertEquals(groups.subList(0, 10), top.best());
        assertEquals(10, made);
    }

    @Test
    void theBestAreTheFirstOfAllInOrder() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Ranking.Order order = Ranking.Order.values()[seed % 2];
            Ranking ranking = new Ranking(0, 1 + random.nextInt(12), order);
            TopGroups<GroupKey> top = new TopGroups<>(definition, ranking, ranking.size());
            Map<GroupKey, Long> values = new TreeMap<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                Long value = random.nextInt(4) == 0 ? null : (Long) random.nextLong(-3, 4);
                values.put(codec.key(List.of("shop-" + random.nextInt(500))), value);
            }
            List<GroupKey> mixed = new ArrayList<>(values.keySet());
            Collections.shuffle(mixed, new Random(seed));
            for (GroupKey group : mixed) {
                if (top.isAmong(values.get(group), group)) {
                    top.add(values.get(group), group, group);
                }
            }
            // The map has them by group, and a sort leaves those of one value as they were.
            List<GroupKey> sorted = new ArrayList<>(values.keySet());
            Comparator<Long> byValue =
                    order == Ranking.Order.GREATEST_FIRST ? Comparator.reverseOrder() : Comparator.naturalOrder();
            sorted.sort(Comparator.comparing(values::get, Comparator.nullsLast(byValue)));
            assertEquals(sorted.subList(0, Math.min(ranking.size(), sorted.size())), top.best(), "seed " + seed);
        }
    }
}
