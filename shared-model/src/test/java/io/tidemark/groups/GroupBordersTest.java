package io.tidemark.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GroupBordersTest {
    @Test
    void piecesAreOfAboutOneSizeWhateverTheNamesHaveInCommon() {
        TreeMap<GroupKey, Long> bytes = new TreeMap<>();
        for (int i = 0; i < 9_000; i++) {
            bytes.put(key(String.format(Locale.ROOT, "customer-%08d", i * 7)), 30L);
        }
        for (int pieces : new int[] {2, 3, 4, 7}) {
            List<Long> sizes = sizes(bytes, pieces);
            assertEquals(pieces, sizes.size());
            for (long size : sizes) {
                assertTrue(Math.abs(size - 270_000 / pieces) <= 270_000 / pieces / 3, pieces + " pieces: " + sizes);
            }
        }
    }

    @Test
    void bordersAreInOrderAndNoneIsAtTheBeginning() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 200; round++) {
            TreeMap<GroupKey, Long> bytes = new TreeMap<>();
            int groups = random.nextInt(20);
            for (int i = 0; i < groups; i++) {
                byte[] name = new byte[random.nextInt(4)];
                random.nextBytes(name);
                bytes.put(GroupKey.of(name), random.nextLong(1_000));
            }
            GroupKey last = GroupKey.FIRST;
            for (GroupKey place : of(bytes, 1 + random.nextInt(5)).places()) {
                assertTrue(place.compareTo(last) > 0);
                last = place;
            }
        }
    }

    @Test
    void oneGroupThatHasAllEndsTheSearch() {
        TreeMap<GroupKey, Long> bytes = new TreeMap<>();
        bytes.put(key("x".repeat(500)), Long.MAX_VALUE);
        assertTrue(of(bytes, 2).places().size() <= 1);
    }

    @Test
    void ofNothingThereAreNone() {
        assertEquals(GroupBorders.NONE, of(new TreeMap<>(), 4));
    }

    private static GroupBorders of(TreeMap<GroupKey, Long> bytes, int pieces) {
        return GroupBorders.of(sum(bytes), pieces, group -> sum(bytes.headMap(group)));
    }

    private static long sum(SortedMap<GroupKey, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Long> sizes(TreeMap<GroupKey, Long> bytes, int pieces) {
        List<Long> sizes = new ArrayList<>();
        long before = 0;
        for (GroupKey place : of(bytes, pieces).places()) {
            long below = sum(bytes.headMap(place));
            sizes.add(below - before);
            before = below;
        }
        sizes.add(sum(bytes) - before);
        return sizes;
    }

    private static GroupKey key(String name) {
        return GroupKey.of(name.getBytes(StandardCharsets.UTF_8));
    }
}
