package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.question.Ranking;
import io.tidemark.serving.testing.SalesModel;
import java.util.List;
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
}
