package io.tidemark.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
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

    @Test
    void whatSomebodyAddsMeanwhileGoesToo() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Integer> writing = new FutureTask<>(() -> {
            int written = 0;
            try {
                while (written < 2_000) {
                    Files.writeString(tree.resolve(Integer.toString(written)), "");
                    written++;
                    begun.countDown();
                }
            } catch (NoSuchFileException removed) {
                // It is gone as a whole.
            }
            return written;
        });
        new Thread(writing).start();
        begun.await();

        int deleted = DirectoryTree.delete(tree);

        assertEquals(writing.get(), deleted);
        assertFalse(Files.exists(tree));
    }
}
