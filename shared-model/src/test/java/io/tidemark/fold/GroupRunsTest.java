package io.tidemark.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GroupRunsTest {
    private final List<GroupKey> keys = new ArrayList<>();
    private GroupKey[] groups = new GroupKey[4];
    private final GroupRuns runs = new GroupRuns();

    @Test
    void theRunsHoldEveryGroupOnceAndInOrderWhateverCameAndWentBetween() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            keys.clear();
            runs.forget(0);
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> forgetNewest();
                    case 1 -> {
                        keys.clear();
                        runs.forget(0);
                    }
                    case 2 -> runs.sorting(groups, keys.size()).run();
                    default -> add(random, random.nextInt(30));
                }
                assertSound(seed);
            }
        }
    }

    @Test
    void whatIsForgottenWhileItIsSortedIsNotPutInPlace() {
        add(new Random(1), 20);
        Runnable sorting = runs.sorting(groups, keys.size());
        forgetNewest();
        sorting.run();

        assertEquals(0, runs.count());
        assertSound(1);
    }

    @Test
    void theRunsStayFew() {
        Random random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            add(random, 1 + random.nextInt(3));
            runs.sorting(groups, keys.size()).run();
        }

        assertTrue(runs.runs().length <= 11, () -> runs.runs().length + " runs");
        assertSound(2);
    }

    @Test
    void whoSortsBesideOthersPutsNothingWrongInPlace() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            add(random, 50);
            Runnable one = runs.sorting(groups, keys.size());
            Runnable other = runs.sorting(groups, keys.size());
            CompletableFuture<Void> beside = CompletableFuture.runAsync(other);
            one.run();
            if (random.nextBoolean()) {
                forgetNewest();
            }
            beside.join();
            assertSound(i);
        }
    }

    private void add(Random random, int count) {
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            GroupKey key = GroupKey.of(bytes);
            if (!keys.contains(key)) {
                if (keys.size() == groups.length) {
                    groups = Arrays.copyOf(groups, groups.length * 2);
                }
                groups[keys.size()] = key;
                keys.add(key);
            }
        }
    }

    private void forgetNewest() {
        if (!keys.isEmpty()) {
            runs.forget(keys.size() - 1);
            keys.remove(keys.size() - 1);
        }
    }

    private void assertSound(int seed) {
        List<GroupKey> seen = new ArrayList<>();
        for (int[] run : runs.runs()) {
            for (int i = 0; i < run.length; i++) {
                seen.add(groups[run[i]]);
                assertTrue(i == 0 || groups[run[i - 1]].compareTo(groups[run[i]]) < 0, () -> "order, seed " + seed);
            }
        }
        assertTrue(runs.count() <= keys.size(), () -> "too many, seed " + seed);
        assertEquals(new TreeSet<>(keys.subList(0, runs.count())), new TreeSet<>(seen), () -> "seed " + seed);
        assertEquals(runs.count(), seen.size(), () -> "each once, seed " + seed);
    }
}
