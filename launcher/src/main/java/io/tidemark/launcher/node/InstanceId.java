package io.tidemark.launcher.node;

import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka's groups, and other nodes, call the process of a data directory: made once and kept in it. Two processes of
 * one id would fence each other, in turns; so it belongs to the place where it was made, and a copied directory gets a new
 * one. The caller holds the directory.
 */
final class InstanceId {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceId.class);
    private static final String FILE = "instance";
    private static final int SHORT = 8;

    private final String text;

    private InstanceId(String text) {
        this.text = text;
    }

    /** The id of a directory, which is made if it is missing. */
    static InstanceId of(Path directory) {
        try {
            Path file = Files.createDirectories(directory).resolve(FILE);
            String here = place(directory);
            Optional<InstanceId> kept = read(file, here);
            return kept.isPresent() ? kept.get() : made(file, here);
        } catch (IOException e) {
            throw new ConfigException(
                    "TM-CFG-009",
                    "data directory " + directory,
                    "cannot be written: " + Reason.of(e),
                    "name one that can be");
        }
    }

    /** All of it. */
    String text() {
        return text;
    }

    /** As much of it as tells the nodes of an installation apart, for people. */
    String inShort() {
        return text.substring(0, SHORT);
    }

    private static Optional<InstanceId> read(Path file, String here) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        // Whatever bytes are in it: what is no UTF-8 is no id either.
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (lines.size() < 2 || !isId(lines.get(0))) {
            LOG.warn("the file is not whole, and made anew: {}", file);
            return Optional.empty();
        }
        if (!lines.get(1).equals(here)) {
            LOG.warn(
                    "this data directory was copied or moved, so this process takes an id of its own: made at {}, is at {}",
                    lines.get(1),
                    here);
            return Optional.empty();
        }
        return Optional.of(new InstanceId(lines.get(0)));
    }

    /** Written whole or not at all: a process that dies meanwhile leaves no empty file. */
    private static InstanceId made(Path file, String here) throws IOException {
        String id = UUID.randomUUID().toString();
        Path unfinished = file.resolveSibling(FILE + ".tmp");
        Files.write(unfinished, List.of(id, here), StandardCharsets.UTF_8);
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new InstanceId(id);
    }

    private static boolean isId(String line) {
        try {
            return UUID.fromString(line).toString().equals(line);
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static String place(Path directory) throws IOException {
        return host() + ":" + directory.toRealPath();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "unnamed";
        }
    }
}
