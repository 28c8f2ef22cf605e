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
    /** Once it has one, it is that one's as long as the process lives; empty before. */
    private volatile Optional<String> known = Optional.empty();

    /** @param memory the file in which the process remembers which storage that is; empty: it remembers none */
    public Installation(Optional<Path> memory) {
        this.memory = memory;
    }

    /** Empty while the storage has no id yet. */
    public Optional<String> id() {
        if (known.isEmpty() && memory.isPresent()) {
            known = read();
        }
        return known;
    }

    private Optional<String> read() {
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
