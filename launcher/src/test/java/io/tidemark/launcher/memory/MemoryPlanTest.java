package io.tidemark.launcher.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.memory.MemoryUse.Place;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    static Stream<Set<Role>> roles() {
        return Stream.of(
                EnumSet.allOf(Role.class),
                EnumSet.of(Role.SPEED),
                EnumSet.of(Role.BATCH),
                EnumSet.of(Role.SERVING),
                EnumSet.of(Role.SPEED, Role.SERVING));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void thePartsAddUpToTheMemory(Set<Role> roles) {
        for (long mib : new long[] {192, 193, 256, 257, 1_000, 4_096, 100_000}) {
            long memory = mib * MIB + 7;
            MemoryPlan plan = MemoryPlan.of(memory, roles);
            long all = Arrays.stream(Place.values()).mapToLong(plan::of).sum();
            assertTrue(all <= memory && all > memory - 100, mib + " MiB: " + all);
            assertTrue(plan.of(Place.HEAP) <= MemoryPlan.heapOf(memory), "the heap's");
            assertTrue(plan.of(Place.DIRECT) <= MemoryPlan.directOf(memory), "the direct memory's");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {192, 256, 4_096})
    void whatAProcessDoesNotDoHasNothing(long mib) {
        MemoryPlan batch = MemoryPlan.of(mib * MIB, Set.of(Role.BATCH));
        assertEquals(0, batch.of(MemoryUse.PARTIALS));
        assertEquals(0, batch.of(MemoryUse.INDEX));
        MemoryPlan all = MemoryPlan.of(mib * MIB, EnumSet.allOf(Role.class));
        assertTrue(batch.of(MemoryUse.RUNS) > all.of(MemoryUse.RUNS), "what others leave is there for it");
    }
}
