package io.tidemark.it.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** Directories as operators copy them. */
public final class FileTrees {
    private FileTrees() {}

    /** A copy of a storage that is written to meanwhile: its manifests first, then what they name. */
    public static void backUp(Path storage, Path to) throws IOException {
        copy(storage.resolve("manifests"), to.resolve("manifests"));
        try (Stream<Path> all = Files.list(storage)) {
            for (Path path : all.toList()) {
                String name = path.getFileName().toString();
                // Those of tmp come and go, and reports are replaced.
                if (!Set.of("manifests", "tmp", "runs", "control").contains(name)) {
                    copy(path, to.resolve(name));
                }
            }
        }
    }

    /** Copies all that is in a directory to where nothing is yet. */
    public static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
