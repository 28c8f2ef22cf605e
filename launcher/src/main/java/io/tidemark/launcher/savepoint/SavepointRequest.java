package io.tidemark.launcher.savepoint;

import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a command asks the node that is at work in a data directory for a savepoint: by a file in it, and is answered by another
 * one. Who may write there may ask. An id is in both, since whoever asked before may be gone, and its answer come late.
 */
public final class SavepointRequest {
    /** What the answer begins with if all went well. */
    public static final String TAKEN = "taken: ";

    private static final Logger LOG = LoggerFactory.getLogger(SavepointRequest.class);
    private static final String ASKED = "savepoint.asked";
    private static final String DONE = "savepoint.done";
    private static final String AFTER_ID = " ";
    private static final long LOOK_MILLIS = 100;

    private final Path directory;

    public SavepointRequest(Path directory) {
        this.directory = directory;
    }

    /** Takes a savepoint, and says what it is. */
    @FunctionalInterface
    public interface Taking {
        String take(String name) throws IOException;
    }

    /** Asks, and waits for what is told. Empty if nothing was in time: the node may be an older one, or busy. */
    public Optional<String> ask(String name, Duration patience) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        replace(ASKED, id + AFTER_ID + name);
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - end < 0) {
            Optional<String> told = content(DONE).filter(answer -> answer.startsWith(id));
            if (told.isPresent()) {
                Files.deleteIfExists(directory.resolve(DONE));
                return Optional.of(told.get().substring(id.length() + AFTER_ID.length()));
            }
            Thread.sleep(LOOK_MILLIS);
        }
        Files.deleteIfExists(directory.resolve(ASKED));
        return Optional.empty();
    }

    /** Does what is asked for, if anything is. */
    void look(Taking taking) throws IOException {
        Optional<String> asked = content(ASKED);
        if (asked.isEmpty()) {
            return;
        }
        Files.deleteIfExists(directory.resolve(ASKED));
        int space = asked.get().indexOf(AFTER_ID);
        String name = asked.get().substring(space + AFTER_ID.length());
        String told;
        try {
            told = TAKEN + taking.take(name);
            LOG.info("savepoint {}", told);
        } catch (IOException | RuntimeException failed) {
            told = "not taken: " + Reason.of(failed);
            LOG.warn("savepoint not taken: name={} fault={}", name, told);
        }
        replace(DONE, asked.get().substring(0, Math.max(0, space)) + AFTER_ID + told);
    }

    private Optional<String> content(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private void replace(String name, String content) throws IOException {
        Path unfinished = directory.resolve(name + ".tmp");
        Files.writeString(unfinished, content);
        Files.move(
                unfinished,
                directory.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
