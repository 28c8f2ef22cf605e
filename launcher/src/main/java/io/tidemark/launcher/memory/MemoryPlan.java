package io.tidemark.launcher.memory;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.memory.MemoryUse.Place;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * How many bytes each use of memory has, of one number: a pure function of it, of Java's heap and of what the process does.
 * All parts together are that number. What Java needs for itself comes on top and is stated apart: {@link #JAVAS_OWN}.
 *
 * @param bytes by use; none for what the process does not do
 */
public record MemoryPlan(long memory, Map<MemoryUse, Long> bytes) {
    public static final long LEAST = 192L << 20;

    /** Classes, code, stacks and the collector: what a process takes beyond its {@code memory}, at most. */
    public static final long JAVAS_OWN = 320L << 20;

    private static final long OWN_OBJECTS = 28L << 20;
    private static final long LEAST_DIRECT = 24L << 20;

    public MemoryPlan {
        bytes = Collections.unmodifiableMap(new EnumMap<>(bytes));
    }

    /** The heap that belongs to a memory. The script `tidemark` reckons the same. */
    public static long heapOf(long memory) {
        return memory / 8 * 5;
    }

    /** The direct memory that belongs to a memory. The script `tidemark` reckons the same. */
    public static long directOf(long memory) {
        return Math.max(LEAST_DIRECT, memory / 16);
    }

    /** For a heap as it should be. */
    public static MemoryPlan of(long memory, Set<Role> roles) {
        return of(memory, heapOf(memory), roles);
    }

    /** @param heap what Java's heap may have, be it what belongs to the memory or what somebody else said */
    public static MemoryPlan of(long memory, long heap, Set<Role> roles) {
        EnumMap<MemoryUse, Long> bytes = new EnumMap<>(MemoryUse.class);
        bytes.put(MemoryUse.OWN_OBJECTS, Math.min(OWN_OBJECTS, heap / 4));
        bytes.put(MemoryUse.COLLECTOR, heap / 5);
        share(Place.HEAP, heap, roles, bytes);
        share(Place.DIRECT, directOf(memory), roles, bytes);
        long outside = Math.max(memory / 8, memory - heap - directOf(memory));
        bytes.put(MemoryUse.ALLOCATOR, outside / 3);
        share(Place.NATIVE, outside, roles, bytes);
        return new MemoryPlan(memory, bytes);
    }

    private static void share(Place place, long all, Set<Role> roles, Map<MemoryUse, Long> bytes) {
        long left = all;
        int weights = 0;
        for (MemoryUse use : MemoryUse.values()) {
            if (use.place == place) {
                left -= bytes.getOrDefault(use, 0L);
                weights += isOf(use, roles) ? use.weight : 0;
            }
        }
        for (MemoryUse use : MemoryUse.values()) {
            if (use.place == place && use.weight > 0 && isOf(use, roles)) {
                bytes.put(use, left * use.weight / weights);
            }
        }
    }

    private static boolean isOf(MemoryUse use, Set<Role> roles) {
        return use.roles.isEmpty() || !Collections.disjoint(use.roles, roles);
    }

    /** The same with those parts that a configuration gives bytes of their own. */
    MemoryPlan with(Config config) {
        EnumMap<MemoryUse, Long> changed = new EnumMap<>(bytes);
        changed.replaceAll((use, part) -> use.key().flatMap(config::value).orElse(part));
        return new MemoryPlan(memory, changed);
    }

    public long of(MemoryUse use) {
        return bytes.getOrDefault(use, 0L);
    }

    public long of(Place place) {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getKey().place == place)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
