package io.tidemark.batch.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.codec.SummedJson;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which storage a root is. {@code storage-id} in it says so, written once and before anything else; a process remembers
 * the one it has worked with in a file of its own. An empty mount point looks like a storage that nobody has written to
 * yet, and another disk like one that lost everything: so whatever says that something is not there, and whatever writes,
 * asks here first. Safe for use by many threads.
 */
final class StorageIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(StorageIdentity.class);
    private static final String PATH = "storage-id";
    private static final int FORMAT = 1;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Storage storage;
    private final Path memory;
    private volatile Optional<String> known = Optional.empty();

    /**
     * @param storage asks nobody who it is
     * @param memory the file in which the process remembers it
     */
    StorageIdentity(Storage storage, Path memory) {
        this.storage = storage;
        this.memory = memory;
    }

    /**
     * Before it is believed that something is not there.
     *
     * @throws StorageException if this is not the storage that the process has worked with, or it cannot be read at present
     */
    void requireSame() {
        Optional<String> expected = expected();
        Optional<String> found = found();
        if (expected.isEmpty()) {
            found.ifPresent(this::remember);
        } else if (!found.equals(expected)) {
            throw StorageException.other(storage.root().toString(), PATH, found.isPresent(), memory.toString());
        }
    }

    /** As {@link #requireSame}; that it cannot be read at present is waited out. */
    void requireSameIfReached() {
        try {
            requireSame();
        } catch (StorageException e) {
            if (!e.isOfReach()) {
                throw e;
            }
            LOG.warn("which storage it is cannot be read at present fault={}", e.fault());
        }
    }

    /** As {@link #requireSame}, before something is written: a storage that has no id yet gets one. */
    void requireSameToWrite() {
        if (expected().isEmpty() && found().isEmpty()) {
            // Of several processes one is first, and all read what it wrote.
            storage.createIfAbsent(PATH, newId());
        }
        requireSame();
    }

    private Optional<String> expected() {
        if (known.isEmpty()) {
            known = remembered();
        }
        return known;
    }

    private Optional<String> remembered() {
        try {
            if (!Files.exists(memory)) {
                return Optional.empty();
            }
            String text = new String(Files.readAllBytes(memory), StandardCharsets.UTF_8).strip();
            Optional<String> id = Optional.of(text).filter(StorageIdentity::isId);
            if (id.isEmpty()) {
                LOG.warn("the file is not whole, and made anew: {}", memory);
            }
            return id;
        } catch (IOException e) {
            throw new StorageException(memory.toString(), "cannot be read", e);
        }
    }

    private Optional<String> found() {
        return storage.exists(PATH) ? Optional.of(read(storage.read(PATH))) : Optional.empty();
    }

    private static String read(byte[] json) {
        try {
            JsonNode document = MAPPER.readTree(SummedJson.isOn(json) ? SummedJson.read(json) : new byte[0]);
            String id = document.path("id").asText();
            if (document.path("format").asInt() != FORMAT || !isId(id)) {
                throw new IOException("no id of format " + FORMAT + " is in it");
            }
            return id;
        } catch (IOException e) {
            throw StorageException.damaged(PATH, "does not say which storage this is (" + e.getMessage() + ")", e);
        }
    }

    private static byte[] newId() {
        String json = "{\"format\":" + FORMAT + ",\"id\":\"" + UUID.randomUUID() + "\"}";
        return SummedJson.write(json.getBytes(StandardCharsets.US_ASCII));
    }

    /** Written whole or not at all: what a process that dies leaves half would be no memory. */
    private synchronized void remember(String id) {
        try {
            Files.createDirectories(memory.getParent());
            // A name of its own: the layers of one process share the memory, and may meet the storage at once.
            Path unfinished = Files.createTempFile(memory.getParent(), memory.getFileName() + ".", ".tmp");
            try {
                write(unfinished, id);
                Files.move(unfinished, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                // On a full disk each attempt would leave one more behind.
                Files.deleteIfExists(unfinished);
            }
            known = Optional.of(id);
        } catch (IOException e) {
            throw new StorageException(memory.toString(), "cannot be written, by which the storage is known again", e);
        }
    }

    private static void write(Path file, String id) throws IOException {
        Files.writeString(file, id, StandardCharsets.US_ASCII);
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    private static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }
}
