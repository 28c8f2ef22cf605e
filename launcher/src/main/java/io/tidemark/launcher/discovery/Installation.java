package io.tidemark.launcher.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Which installation a process is of: that of the storage it works with, as its data directory remembers. */
public final class Installation {
    private final Optional<Path> memory;

    /** @param memory the file in which the process remembers which storage that is; empty: it remembers none */
    public Installation(Optional<Path> memory) {
        this.memory = memory;
    }

    /** Empty while the storage has no id yet. */
    public Optional<String> id() {
        if (memory.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(memory.get(), StandardCharsets.UTF_8)
                            .strip())
                    .filter(id -> !id.isEmpty());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether a word is of another one. As long as this one has no storage with an id, whoever has one is.
     */
    boolean isNot(NodeWord word) {
        return word.isOfAnotherThan(id());
    }
}
