package io.tidemark.launcher.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessMemoryTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private static ProcessMemory of(Map<String, String> written, long memory, long heap) {
        return ProcessMemory.of(Config.of(written, "tidemark.properties", Path.of(".")), 8 * GIB, memory, heap);
    }

    private static String refused(Map<String, String> written, long memory) {
        return assertThrows(ConfigException.class, () -> of(written, memory, MemoryPlan.heapOf(memory))
                        .require())
                .getMessage();
    }

    @Test
    void whatThereIsMayBeGiven() {
        assertEquals(
                List.of(), of(Map.of(), GIB, MemoryPlan.heapOf(GIB)).require().warnings());
        of(Map.of("memory", "256m", "archive.memory", "8m"), 256 * MIB, 160 * MIB)
                .require();
    }

    @Test
    void aPartThatIsGivenIsAsGiven() {
        MemoryPlan plan =
                of(Map.of("speed.memory", "100m"), GIB, MemoryPlan.heapOf(GIB)).plan();
        assertEquals(100 * MIB, plan.of(MemoryUse.PARTIALS));
    }

    @Test
    void tooLittleIsRefused() {
        assertEquals(
                "TM-CFG-021 tidemark.properties, key memory: gives 64 MiB, and a node needs 192 MiB; give more",
                refused(Map.of("memory", "64m"), 64 * MIB));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0m",
                "-1",
                "-1m",
                "192",
                "1t",
                "256 m",
                "1.5g",
                "256M",
                "256MB",
                "1e3m",
                "much",
                "9999999999m"
            })
    void whatIsNoSizeIsRefusedWithWhatIs(String text) {
        String refused = assertThrows(
                        ConfigException.class, () -> of(Map.of("memory", text), GIB, MemoryPlan.heapOf(GIB)))
                .getMessage();
        assertTrue(refused.startsWith("TM-CFG-002 tidemark.properties, key memory: "), refused);
        assertTrue(refused.contains("64MiB or 2GiB"), refused);
    }

    @Test
    void theLeastIsEnoughAndOneLessIsNot() {
        long least = MemoryPlan.LEAST;
        of(Map.of("memory", "192m"), least, MemoryPlan.heapOf(least)).require();
        assertTrue(refused(Map.of("memory", "196607k"), least - 1024)
                .startsWith("TM-CFG-021 tidemark.properties, key memory: gives 192.0 MiB, and a node needs 192 MiB"));
    }

    @Test
    void aContainerThatIsTooSmallForAnyNodeIsNamed() {
        Config nothing = Config.of(Map.of(), "tidemark.properties", Path.of("."));
        long least = MemoryPlan.LEAST;
        String refused = assertThrows(ConfigException.class, () -> ProcessMemory.of(
                                nothing, 128 * MIB, least, MemoryPlan.heapOf(least))
                        .require())
                .getMessage();
        assertTrue(
                refused.startsWith("TM-CFG-021 the machine, or the container: has 128 MiB, and a node needs 192 MiB"),
                refused);
        assertFalse(refused.contains("give less"), refused);
    }

    @Test
    void moreThanThereIsIsRefused() {
        assertEquals(
                "TM-CFG-017 tidemark.properties, key memory: gives away 9216 MiB, and the machine, or the container, has"
                        + " 8192 MiB; give less",
                refused(Map.of("memory", "9g"), 9 * GIB));
        String heap = refused(Map.of("archive.memory", "2GiB"), GIB);
        assertTrue(
                heap.startsWith("TM-CFG-017 tidemark.properties, key archive.memory: gives away 2048 MiB, with"), heap);
    }

    @Test
    void aHeapOfTheUsersOwnIsToldAndDivided() {
        ProcessMemory own = of(Map.of(), GIB, 300 * MIB).require();
        assertEquals(
                List.of("TM-CFG-022"), own.warnings().stream().map(Fault::code).toList());
        assertEquals(MemoryPlan.of(GIB, 300 * MIB, own.config().value(Keys.ROLES)), own.plan());
    }

    @Test
    void aMachineThatIsTooSmallForBothIsTold() {
        ProcessMemory all = of(Map.of(), 8 * GIB, MemoryPlan.heapOf(8 * GIB)).require();
        assertEquals(
                List.of("TM-CFG-023"), all.warnings().stream().map(Fault::code).toList());
    }
}
