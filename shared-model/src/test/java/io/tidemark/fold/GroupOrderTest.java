package io.tidemark.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupOrderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void keysAreSortedAsTheyCompare(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        int values = chance.nextInt(1, 256);
        int longest = chance.nextInt(1, 30);
        check("seed " + seed, 5_000, i -> {
            byte[] key = new byte[chance.nextInt(longest + 1)];
            for (int b = 0; b < key.length; b++) {
                key[b] = (byte) (chance.nextInt(values) - (seed % 2 == 0 ? 0 : values / 2));
            }
            return key;
        });
    }

    @Test
    void longEqualStartsAndZerosAtTheEndAreToldApart() {
        check("equal starts", 3_000, i -> ("campaign-of-the-year-" + i % 3 + "-the-long-way-round-" + i)
                .getBytes(StandardCharsets.UTF_8));
        check("zeros", 200, byte[]::new);
        check("one", 1, byte[]::new);
        check("none", 0, byte[]::new);
    }

    private static void check(String history, int count, IntFunction<byte[]> keys) {
        TreeSet<GroupKey> sorted = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            sorted.add(GroupKey.of(keys.apply(i)));
        }
        GroupKey[] groups = sorted.toArray(GroupKey[]::new);
        SplittableRandom chance = new SplittableRandom(count);
        for (int i = groups.length - 1; i > 0; i--) {
            int other = chance.nextInt(i + 1);
            GroupKey swapped = groups[i];
            groups[i] = groups[other];
            groups[other] = swapped;
        }
        GroupKey[] found = Arrays.stream(GroupOrder.of(groups, groups.length))
                .mapToObj(id -> groups[id])
                .toArray(GroupKey[]::new);
        assertEquals(Arrays.asList(sorted.toArray()), Arrays.asList(found), history);
    }
}
