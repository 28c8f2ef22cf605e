package io.tidemark.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @TempDir
    Path directory;

    @Test
    void allThatIsInItGoesAndNothingThatALinkLeadsTo() throws IOException {
        Path kept = Files.writeString(
                Files.createDirectory(directory.resolve("other")).resolve("kept"), "");
        Path tree = Files.createDirectories(directory.resolve("tree/a/b"));
        Files.writeString(tree.resolve("one"), "");
        Files.writeString(tree.resolveSibling("two"), "");
        Files.createSymbolicLink(tree.resolve("link"), kept.getParent());

        assertEquals(2, DirectoryTree.delete(directory.resolve("tree")));

        assertFalse(Files.exists(directory.resolve("tree")));
        assertTrue(Files.exists(kept));
        assertEquals(0, DirectoryTree.delete(directory.resolve("tree")));
    }
}
