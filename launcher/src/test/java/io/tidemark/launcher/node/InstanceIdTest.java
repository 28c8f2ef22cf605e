package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceIdTest {
    @TempDir
    Path parent;

    @Test
    void aRestartHasTheSameId() {
        assertEquals(
                InstanceId.of(parent.resolve("data")).text(),
                InstanceId.of(parent.resolve("data")).text());
    }

    @Test
    void aFileThatACrashLeftEmptyOrHalfIsMadeAnew() throws IOException {
        Path file = Files.createDirectories(parent.resolve("data")).resolve("instance");
        for (String broken : new String[] {"", "\n", "3f2a", "no id\nhere\n", "\u00ff\u00fe\n\u00ff\n"}) {
            Files.write(file, broken.getBytes(StandardCharsets.ISO_8859_1));
            String id = InstanceId.of(parent.resolve("data")).text();
            assertEquals(36, id.length(), id);
            assertEquals(id, InstanceId.of(parent.resolve("data")).text());
        }
    }

    @Test
    void aCopiedDirectoryGetsAnIdOfItsOwnAndTheFirstKeepsIts() throws IOException {
        Path first = parent.resolve("first");
        String id = InstanceId.of(first).text();
        Path copy = Files.createDirectories(parent.resolve("copy"));
        Files.copy(first.resolve("instance"), copy.resolve("instance"));

        assertNotEquals(id, InstanceId.of(copy).text());
        assertEquals(InstanceId.of(copy).text(), InstanceId.of(copy).text());
        assertEquals(id, InstanceId.of(first).text());
    }

    @Test
    void nodesWithoutANameAreCalledDifferentlyAndAlwaysTheSame() {
        NodeSettings one = settings("one", Map.of());
        NodeSettings other = settings("other", Map.of());

        assertTrue(one.serving().node().startsWith("tidemark-"), one.serving().node());
        assertNotEquals(one.serving().node(), other.serving().node());
        assertEquals(one.serving().node(), settings("one", Map.of()).serving().node());
        assertEquals(
                "mine", settings("one", Map.of("node.name", "mine")).serving().node());
    }

    private NodeSettings settings(String data, Map<String, String> further) {
        Map<String, String> written = new java.util.HashMap<>(further);
        written.put("data.directory", data);
        return NodeSettings.of(Config.of(written, "test", parent));
    }
}
