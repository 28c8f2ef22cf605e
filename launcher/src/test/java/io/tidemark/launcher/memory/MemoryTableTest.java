package io.tidemark.launcher.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTableTest {
    @Test
    void theDocumentHasTheTable() throws IOException {
        String document = Files.readString(Path.of("../docs/memory.md"));
        assertTrue(document.contains(MemoryTable.markdown()), () -> "docs/memory.md lacks\n" + MemoryTable.markdown());
        assertTrue(document.contains((MemoryPlan.JAVAS_OWN >> 20) + " MiB"), "Java's own share");
        assertTrue(document.contains((MemoryPlan.LEAST >> 20) + " MiB"), "the least");
    }
}
