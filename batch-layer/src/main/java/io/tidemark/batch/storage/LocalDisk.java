package io.tidemark.batch.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a local disk must be for files to appear on it whole, and only if there is none of their name. */
final class LocalDisk {
    /** What Linux and FUSE say of a link on a file system that has none. */
    private static final List<String> NO_LINKS =
            List.of("Operation not permitted", "Operation not supported", "Function not implemented");

    private static final String OTHER_DEVICE = "cross-device";

    private LocalDisk() {}

    /**
     * What is not there yet is made; a file cannot be.
     *
     * @throws UnfitStorageException if the root, or what it should lie in, is a file
     */
    static void requireDirectory(URI root) {
        for (Path each = Path.of(root.getPath()).toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.isDirectory(each)) {
                return;
            }
            if (Files.exists(each)) {
                throw UnfitStorageException.inFile(root.toString(), each.toString());
            }
        }
    }

    /** Whether a link failed because there are none, and not for want of room or rights. */
    static boolean isWithoutLinks(Throwable cause) {
        String reason = reason(cause);
        return NO_LINKS.stream().anyMatch(reason::contains);
    }

    /** Whether a file could not appear because its directory lies on another file system than where it was written. */
    static boolean isOnOther(Throwable cause) {
        return reason(cause).toLowerCase(Locale.ROOT).contains(OTHER_DEVICE);
    }

    private static String reason(Throwable cause) {
        return cause instanceof FileSystemException e ? String.valueOf(e.getReason()) : "";
    }

    /** A directory that lies directly in another, on another file system than that; hidden ones are others'. */
    static Optional<Path> onOther(Path root) throws IOException {
        FileStore own = Files.getFileStore(root);
        try (Stream<Path> inside = Files.list(root)) {
            for (Path directory : inside.filter(Files::isDirectory).sorted().toList()) {
                boolean isHidden = directory.getFileName().toString().startsWith(".");
                if (!isHidden && !Files.getFileStore(directory).equals(own)) {
                    return Optional.of(directory);
                }
            }
        }
        return Optional.empty();
    }
}
