package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long GIB = 1L << 30;
    private static final MemoryCheck CHECK = new MemoryCheck(8 * GIB, GIB);

    private static Config config(Map<String, String> written) {
        return Config.of(written, "tidemark.properties", Path.of("."));
    }

    private static String refused(Map<String, String> written) {
        return assertThrows(ConfigException.class, () -> CHECK.require(config(written)))
                .getMessage();
    }

    @Test
    void whatThereIsMayBeGiven() {
        CHECK.require(config(Map.of()));
        CHECK.require(config(Map.of("serving.cache", "4GiB", "speed.cache", "8GiB", "archive.memory", "1GiB")));
    }

    @Test
    void moreThanTheMachineHasIsRefused() {
        assertEquals(
                "TM-CFG-017 tidemark.properties, key speed.cache: gives away 9663676416 bytes, and the machine, or the"
                        + " container, has 8589934592; give less\n"
                        + "TM-CFG-017 tidemark.properties, key serving.cache: gives away 1073740775424 bytes, and the"
                        + " machine, or the container, has 8589934592; give less",
                refused(Map.of("speed.cache", "9GiB", "serving.cache", "1023999MiB")));
    }

    @Test
    void moreThanTheHeapIsRefusedOfWhatIsOnIt() {
        assertEquals(
                "TM-CFG-017 tidemark.properties, key archive.memory: gives away 2147483648 bytes, and Java's heap, which"
                        + " it is on, has 1073741824; give less, or more heap by TIDEMARK_OPTS=-Xmx4g\n"
                        + "TM-CFG-017 tidemark.properties, key serving.cache: gives away 5368709120 bytes, and Java's heap,"
                        + " which a quarter of it is on, has 1073741824; give less, or more heap by TIDEMARK_OPTS=-Xmx4g",
                refused(Map.of("archive.memory", "2GiB", "serving.cache", "5GiB")));
    }

    @Test
    void whatNobodyWroteIsNotRefusedForASmallHeap() {
        new MemoryCheck(8 * GIB, GIB / 16).require(config(Map.of()));
    }

    @Test
    void whatIsNotOfItsRolesIsNotAsked() {
        CHECK.require(config(Map.of("roles", "batch", "speed.cache", "9GiB", "serving.cache", "9GiB")));
    }
}
