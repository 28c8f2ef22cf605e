package io.tidemark.spark.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Code of a model that stands still where a test says so, and tells which process it is in and what it finds there. */
public final class Gate {
    private Gate() {}

    /** Passes when there is no gate, or it is open. */
    static boolean pass() {
        // Asked for each time: what a constant is is part of a definition, and here it is not the same in all
        // processes.
        String directory = System.getenv("GATE");
        if (directory != null && !Files.exists(Path.of(directory, "open"))) {
            tell(Path.of(directory));
            while (!Files.exists(Path.of(directory, "open"))) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        return true;
    }

    private static void tell(Path directory) {
        try {
            Path unfinished = Files.createTempFile(directory, "telling", "");
            Files.write(
                    unfinished,
                    List.of(
                            place("io/tidemark/shaded/parquet/hadoop/ParquetFileReader.class"),
                            place("org/apache/parquet/hadoop/ParquetFileReader.class")));
            Files.move(
                    unfinished,
                    directory.resolve("at-" + ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(String name) {
        URL found = Thread.currentThread().getContextClassLoader().getResource(name);
        return found == null ? "nowhere" : found.toString();
    }
}
