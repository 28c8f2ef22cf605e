package io.tidemark.launcher.savepoint;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.FaultException;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.speed.generation.GenerationCodec.Stored;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * The savepoints of a storage: {@code savepoints/<name>/<node>/state} and, once that is whole, {@code savepoint.json} beside
 * it. One without the second is none.
 */
public final class Savepoints {
    private static final String DIRECTORY = "savepoints";
    private static final String STATE = "/state";
    private static final String SAYS = "/savepoint.json";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Storage storage;
    private final Clock clock;

    /** What writes a state. */
    @FunctionalInterface
    public interface Copying {
        List<Stored> to(OutputStream out) throws IOException;
    }

    public Savepoints(Storage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** @throws ConfigException if it is no name of a savepoint */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw refused(
                    "TM-SAV-001", name, "is no name", "use letters, digits, dots and dashes, such as before-upgrade");
        }
    }

    /**
     * Takes one node's part.
     *
     * @param manifest the newest there is
     * @throws ConfigException if the node has a part in a savepoint of this name already
     * @throws io.tidemark.batch.storage.StorageException if the storage fails; then there is none of this name
     */
    public Savepoint take(String name, String node, long manifest, Copying copying) throws IOException {
        requireName(name);
        String place = place(name, node);
        if (storage.exists(place + SAYS)) {
            throw taken(name, node);
        }
        // What was begun and not ended says nothing.
        storage.delete(place + STATE);
        String unfinished = storage.temporary(place + STATE);
        String id = storage.id(unfinished);
        Savepoint savepoint;
        try (PositionOutputStream out = storage.output(unfinished).create(0)) {
            List<Savepoint.Place> held =
                    copying.to(out).stream().map(Savepoint.Place::of).toList();
            out.write(id.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            savepoint = new Savepoint(Savepoint.VERSION, id, name, node, clock.instant(), manifest, out.getPos(), held);
        } catch (IOException | RuntimeException | FSError e) {
            throw notWritten(place + STATE, unfinished, e);
        }
        if (!storage.publish(unfinished, place + STATE)
                || !storage.createIfAbsent(place + SAYS, JSON.writeValueAsBytes(savepoint))) {
            throw taken(name, node);
        }
        return savepoint;
    }

    /** What was begun takes room that there may not be. */
    private RuntimeException notWritten(String path, String unfinished, Throwable why) {
        RuntimeException told = why instanceof FaultException named
                ? named
                : new StorageException(path, "cannot be written: " + storage.reason(why), why);
        try {
            storage.delete(unfinished);
        } catch (StorageException left) {
            // It is swept away with what else is left below tmp.
            told.addSuppressed(left);
        }
        return told;
    }

    private static ConfigException taken(String name, String node) {
        return refused(
                "TM-SAV-002",
                name,
                "node " + node + " has a part in it already",
                "give the new one another name, or delete that one");
    }

    private static ConfigException refused(String code, String name, String fault, String mend) {
        return new ConfigException(code, "savepoint \"" + name + "\"", fault, mend);
    }

    private static String place(String name, String node) {
        return DIRECTORY + "/" + name + "/" + URLEncoder.encode(node, StandardCharsets.UTF_8);
    }

    /**
     * One node's part.
     *
     * @param node whose; empty: of the only one
     * @throws ConfigException if there is none, or not one alone
     */
    Savepoint find(String name, Optional<String> node) {
        List<Savepoint> parts = parts(name).stream()
                .filter(part -> node.map(part.node()::equals).orElse(true))
                .toList();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        if (parts.size() > 1) {
            List<String> nodes = parts.stream().map(Savepoint::node).toList();
            throw refused("TM-SAV-003", name, "has parts of nodes " + nodes, "name one with --node");
        }
        boolean isBegun = parts(name).isEmpty()
                && !storage.directories(DIRECTORY + "/" + name).isEmpty();
        throw isBegun
                ? refused(
                        "TM-SAV-003",
                        name,
                        "is not whole: it was cut short as it was taken or copied",
                        "copy all of it, or take another")
                : refused(
                        "TM-SAV-003",
                        name,
                        "there is none" + node.map(of -> " of node " + of).orElse(""),
                        "see `tidemark savepoint list`");
    }

    /** All there are, the newest first. */
    public List<Savepoint> list() {
        List<Savepoint> all = new ArrayList<>();
        storage.directories(DIRECTORY)
                .forEach(directory -> all.addAll(parts(directory.substring(directory.lastIndexOf('/') + 1))));
        all.sort(Comparator.comparing(Savepoint::takenAt).reversed());
        return all;
    }

    private List<Savepoint> parts(String name) {
        requireName(name);
        List<Savepoint> parts = new ArrayList<>();
        for (String node : storage.directories(DIRECTORY + "/" + name)) {
            if (storage.exists(node + SAYS)) {
                parts.add(read(name, node + SAYS));
            }
        }
        return parts;
    }

    private Savepoint read(String name, String path) {
        try {
            return JSON.readValue(storage.read(path), Savepoint.class);
        } catch (IOException e) {
            throw refused(
                    "TM-SAV-006",
                    name,
                    path + " is damaged, or of another version: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    "delete it with `tidemark savepoint delete " + name + "`, or put it back");
        }
    }

    /** @throws IOException if it is not as long as it was when it was taken */
    InputStream open(Savepoint savepoint) throws IOException {
        InputFile file = storage.input(place(savepoint.name(), savepoint.node()) + STATE);
        if (file.getLength() != savepoint.bytes()) {
            throw new IOException("it has " + file.getLength() + " bytes of " + savepoint.bytes());
        }
        return file.newStream();
    }

    /** Takes a savepoint away: first what says that it is one. Returns of how many nodes it was. */
    public int delete(String name) {
        requireName(name);
        List<String> nodes = storage.directories(DIRECTORY + "/" + name);
        nodes.forEach(node -> {
            storage.delete(node + SAYS);
            storage.delete(node + STATE);
        });
        return nodes.size();
    }
}
