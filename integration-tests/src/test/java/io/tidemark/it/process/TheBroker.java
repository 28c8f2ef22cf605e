package io.tidemark.it.process;

import io.tidemark.launcher.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One broker for all tests of this JVM; it ends with the JVM. Each test makes topics of its own. */
public final class TheBroker {
    private static EmbeddedBroker broker;

    private TheBroker() {}

    public static synchronized String bootstrapServers() {
        if (broker == null) {
            try {
                Path directory = Files.createTempDirectory("tidemark-faults");
                broker = EmbeddedBroker.start(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(directory), "broker-end"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return broker.bootstrapServers();
    }

    private static void end(Path directory) {
        broker.close();
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> below = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : below) {
                Files.deleteIfExists(path);
            }
        } catch (IOException left) {
            // A temporary directory: the system's own sweep takes it.
        }
    }
}
