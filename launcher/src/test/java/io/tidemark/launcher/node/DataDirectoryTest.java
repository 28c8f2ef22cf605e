package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path parent;

    @Test
    void aSecondHolderIsRefusedUntilTheFirstLetsGo() {
        Path path = parent.resolve("data");
        DataDirectory first = DataDirectory.hold(path);
        ConfigException refused = assertThrows(ConfigException.class, () -> DataDirectory.hold(path));
        assertEquals(
                "TM-CFG-008 data directory " + path + ": process "
                        + ProcessHandle.current().pid()
                        + " is at work in it; end that process, or name another directory",
                refused.getMessage());
        first.close();
        DataDirectory.hold(path).close();
    }

    @Test
    void emptyingKeepsTheHold() throws IOException {
        try (DataDirectory directory = DataDirectory.hold(parent.resolve("data"))) {
            Files.createDirectories(directory.resolve("kafka/log"));
            Files.writeString(directory.resolve("kafka/log/segment"), "…");
            directory.empty();
            assertTrue(Files.notExists(directory.resolve("kafka")));
            assertThrows(ConfigException.class, () -> DataDirectory.hold(directory.path()));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        ConfigException refused = assertThrows(ConfigException.class, () -> DataDirectory.hold(file.resolve("data")));
        assertTrue(refused.getMessage().startsWith("TM-CFG-009 data directory"), refused.getMessage());
    }
}
