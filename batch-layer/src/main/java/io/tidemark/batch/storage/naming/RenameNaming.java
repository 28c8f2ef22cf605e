package io.tidemark.batch.storage.naming;

import io.tidemark.batch.storage.parquet.StoredOutput;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.parquet.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file system whose rename is one step and refuses a path that something is at, as that of HDFS. */
final class RenameNaming implements Naming {
    private static final Logger LOG = LoggerFactory.getLogger(RenameNaming.class);

    private final FileSystem fileSystem;
    /** The same file system through the interface that can rename onto a file, if it has that. */
    private final Optional<FileContext> overwriting;

    RenameNaming(FileSystem fileSystem) throws IOException {
        this.fileSystem = fileSystem;
        this.overwriting = context(fileSystem);
    }

    private static Optional<FileContext> context(FileSystem fileSystem) throws IOException {
        try {
            return Optional.of(FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()));
        } catch (UnsupportedFileSystemException e) {
            return Optional.empty();
        }
    }

    @Override
    public OutputFile unfinished(Path temporary) {
        return new StoredOutput(fileSystem, temporary);
    }

    @Override
    public Outcome toFreeName(Path unfinished, Path to, byte[] mark) throws IOException {
        fileSystem.mkdirs(to.getParent());
        IOException failed;
        try {
            if (fileSystem.rename(unfinished, to)) {
                return Outcome.PUBLISHED;
            }
            failed = refused(unfinished);
        } catch (IOException e) {
            failed = e;
        }
        return look(unfinished, to, mark, failed);
    }

    private Outcome look(Path unfinished, Path to, byte[] mark, IOException failed) throws IOException {
        boolean isTaken;
        boolean isWhereItWas;
        try {
            isTaken = fileSystem.exists(to);
            isWhereItWas = fileSystem.exists(unfinished);
            if (isTaken && !isWhereItWas) {
                // Renamed, and the answer was lost; or swept away by others who took this process for dead.
                return Mark.isOn(fileSystem, to, mark) ? Outcome.PUBLISHED : Outcome.LOST;
            }
        } catch (IOException unseen) {
            unseen.addSuppressed(failed);
            LOG.warn("whether a file was published cannot be seen path={} reason={}", to, Reason.of(unseen));
            LOG.debug("", unseen);
            return Outcome.UNKNOWN;
        }
        if (isTaken) {
            return Outcome.LOST;
        }
        if (isWhereItWas) {
            // A rename that is still under way will find nothing: who fails here deletes the file.
            throw failed;
        }
        return Outcome.UNKNOWN;
    }

    @Override
    public void toName(Path unfinished, Path to, byte[] mark) throws IOException {
        fileSystem.mkdirs(to.getParent());
        try {
            rename(unfinished, to);
        } catch (IOException failed) {
            if (!Naming.isThere(fileSystem, unfinished, to, mark, failed)) {
                throw failed;
            }
        }
    }

    private void rename(Path unfinished, Path to) throws IOException {
        if (overwriting.isPresent()) {
            overwriting.get().rename(unfinished, to, Options.Rename.OVERWRITE);
            return;
        }
        fileSystem.delete(to, false);
        if (!fileSystem.rename(unfinished, to)) {
            throw refused(unfinished);
        }
    }

    @Override
    public void discard(Path unfinished) throws IOException {
        fileSystem.delete(unfinished, false);
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    private static IOException refused(Path from) {
        return new IOException("the file system refused to rename " + from);
    }
}
