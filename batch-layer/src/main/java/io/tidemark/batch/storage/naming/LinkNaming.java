package io.tidemark.batch.storage.naming;

import io.tidemark.batch.storage.parquet.StoredOutput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The local disk: a POSIX rename would overwrite; a link refuses. */
record LinkNaming(FileSystem fileSystem) implements Naming {
    private static final Logger LOG = LoggerFactory.getLogger(LinkNaming.class);

    @Override
    public OutputFile unfinished(Path temporary) {
        return new StoredOutput(fileSystem, temporary);
    }

    @Override
    public Outcome toFreeName(Path unfinished, Path to, byte[] mark) throws IOException {
        fileSystem.mkdirs(to.getParent());
        java.nio.file.Path from = local(unfinished);
        try (FileChannel file = FileChannel.open(from, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Outcome outcome = link(from, local(to));
        if (outcome == Outcome.PUBLISHED) {
            deleteIfPossible(from);
        }
        return outcome;
    }

    private static void deleteIfPossible(java.nio.file.Path file) {
        try {
            Files.delete(file);
        } catch (IOException left) {
            // What has happened has happened; the next sweep deletes it.
            LOG.debug("a temporary file is left behind path={}", file, left);
        }
    }

    private static Outcome link(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return Outcome.PUBLISHED;
        } catch (UnsupportedOperationException none) {
            throw new FileSystemException(to.toString(), from.toString(), "Operation not supported");
        } catch (IOException failed) {
            if (!Files.exists(to)) {
                throw failed;
            }
            // A network's file system may have lost the answer to a link that it made.
            return Files.isSameFile(from, to) ? Outcome.PUBLISHED : Outcome.LOST;
        }
    }

    @Override
    public void toName(Path unfinished, Path to, byte[] mark) throws IOException {
        fileSystem.mkdirs(to.getParent());
        try {
            Files.move(local(unfinished), local(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            // As with a link, the answer to a rename may be lost on a network's file system.
            if (!Naming.isThere(fileSystem, unfinished, to, mark, failed)) {
                throw failed;
            }
        }
    }

    @Override
    public void discard(Path unfinished) throws IOException {
        fileSystem.delete(unfinished, false);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }
}
