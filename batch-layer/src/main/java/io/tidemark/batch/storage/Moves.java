package io.tidemark.batch.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** How a whole file gets its name in one step, on one file system. Safe for use by many threads. */
final class Moves {
    private final FileSystem fileSystem;
    private final boolean local;
    /** The same file system through the interface that can rename onto a file, if it has that. */
    private final Optional<FileContext> overwriting;

    Moves(FileSystem fileSystem) throws IOException {
        this.fileSystem = fileSystem;
        this.local = (fileSystem instanceof SameFiles same ? same.getRawFileSystem() : fileSystem)
                instanceof RawLocalFileSystem;
        this.overwriting = local ? Optional.empty() : context(fileSystem);
    }

    private static Optional<FileContext> context(FileSystem fileSystem) throws IOException {
        try {
            return Optional.of(FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()));
        } catch (UnsupportedFileSystemException e) {
            return Optional.empty();
        }
    }

    boolean areLocal() {
        return local;
    }

    /** Gives a file a name that nobody has. Returns false if it is taken; the file is gone either way. */
    boolean toFreeName(Path from, Path to) throws IOException {
        fileSystem.mkdirs(to.getParent());
        return local ? link(from, to) : rename(from, to);
    }

    // A POSIX rename would overwrite; a link refuses.
    private static boolean link(Path from, Path to) throws IOException {
        java.nio.file.Path unfinished = localPath(from);
        try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        boolean linked;
        try {
            Files.createLink(localPath(to), unfinished);
            linked = true;
        } catch (FileAlreadyExistsException taken) {
            linked = false;
        } catch (UnsupportedOperationException none) {
            throw new FileSystemException(to.toString(), from.toString(), "Operation not supported");
        }
        Files.delete(unfinished);
        return linked;
    }

    private boolean rename(Path from, Path to) throws IOException {
        if (fileSystem.rename(from, to)) {
            return true;
        }
        if (!fileSystem.exists(to)) {
            throw refused(from);
        }
        fileSystem.delete(from, false);
        return false;
    }

    /** Gives a file a name that another one may have, which is gone then. */
    void toName(Path from, Path to) throws IOException {
        fileSystem.mkdirs(to.getParent());
        if (local) {
            Files.move(localPath(from), localPath(to), StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        if (overwriting.isPresent()) {
            overwriting.get().rename(from, to, Options.Rename.OVERWRITE);
            return;
        }
        fileSystem.delete(to, false);
        if (!fileSystem.rename(from, to)) {
            throw refused(from);
        }
    }

    private static IOException refused(Path from) {
        return new IOException("the file system refused to rename " + from);
    }

    private static java.nio.file.Path localPath(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
