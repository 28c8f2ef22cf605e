package io.tidemark.launcher.command.secret;

import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A file of lines {@code name:secret[:roles]}, of which one is written. */
final class SecretFile {
    private static final Set<PosixFilePermission> OF_THE_OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path file;

    SecretFile(Path file) {
        this.file = file;
    }

    /** Puts a line in the place of the one of the same name, or after all others; whoever reads sees the one or the other. */
    void put(String name, String line) {
        try {
            List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.<String>of());
            lines.removeIf(other -> other.startsWith(name + ":"));
            lines.add(line);
            Path directory = file.toAbsolutePath().getParent();
            boolean isPosix = Files.getFileStore(directory).supportsFileAttributeView("posix");
            Path next = Files.createTempFile(
                    directory,
                    file.getFileName().toString(),
                    ".next",
                    isPosix
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OF_THE_OWNER)}
                            : new FileAttribute<?>[0]);
            Files.write(next, lines);
            if (isPosix && Files.exists(file)) {
                Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(file));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ConfigException(
                    "TM-CLI-007", "file " + file, "cannot be written: " + Reason.of(e), "name another with --file");
        }
    }
}
