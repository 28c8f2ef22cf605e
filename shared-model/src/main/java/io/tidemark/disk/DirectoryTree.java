package io.tidemark.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory, or a file, with all that is in it. Links are deleted and not followed. */
public final class DirectoryTree {
    private DirectoryTree() {}

    /** Deletes it, if it is there. Returns how many files it had. */
    public static int delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return 0;
        }
        int files = files(root).size();
        // What is inside first: its path is the longer one.
        for (Path path : paths(root).sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
        }
        return files;
    }

    public static List<Path> files(Path root) throws IOException {
        return paths(root).filter(Files::isRegularFile).toList();
    }

    private static Stream<Path> paths(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.toList().stream();
        }
    }
}
