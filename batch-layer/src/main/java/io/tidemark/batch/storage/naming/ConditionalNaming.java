package io.tidemark.batch.storage.naming;

import io.tidemark.fault.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object store that creates an object only if there is none of its key, as S3 does with {@code If-None-Match: *}. There is
 * no rename: a file is written on this machine's disk and sent once it is whole, with an id among the object's metadata. The
 * object appears when all of it was received. What was refused because an object was there may have been refused because of
 * one's own first try, whose answer was lost: the id tells.
 */
final class ConditionalNaming implements Naming {
    /** What a file system can do that has conditional creates; its option for them is called alike. */
    static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

    private static final String IF_UNCHANGED = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE_ETAG;
    private static final String HEADER = "tidemark-id";
    private static final String SENT_HEADER = "fs.s3a.create.header." + HEADER;
    private static final String READ_HEADER = "header." + HEADER;

    /** Of what the store itself answers at once, such as that another writer is at the same key. */
    private static final int TRIES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ConditionalNaming.class);

    /** Always must, which a file system that has no such thing refuses; it would pass over an opt. */
    private static final Condition FREE = create -> create.must(CONDITIONAL, true);

    private final FileSystem fileSystem;
    private final Spool spool;

    ConditionalNaming(FileSystem fileSystem) {
        this.fileSystem = fileSystem;
        this.spool = new Spool(fileSystem.getConf());
    }

    /** What must hold of a key for something to be put there. */
    private interface Condition {
        void on(FSDataOutputStreamBuilder<?, ?> create);
    }

    @Override
    public OutputFile unfinished(Path temporary) {
        return spool.file(temporary);
    }

    @Override
    public Outcome toFreeName(Path unfinished, Path to, byte[] mark) throws IOException {
        String id = id(unfinished);
        for (int tried = 0; tried < TRIES; tried++) {
            IOException failed;
            try {
                send(unfinished, to, id, FREE);
                discard(unfinished);
                return Outcome.PUBLISHED;
            } catch (IOException e) {
                failed = e;
            }
            Optional<Boolean> isOurs;
            try {
                isOurs = isOurs(to, id, mark);
            } catch (IOException unseen) {
                unseen.addSuppressed(failed);
                LOG.warn("whether a file was published cannot be seen path={} reason={}", to, Reason.of(unseen));
                LOG.debug("", unseen);
                return Outcome.UNKNOWN;
            }
            if (isOurs.isPresent() && isOurs.get()) {
                discard(unfinished);
                return Outcome.PUBLISHED;
            }
            if (isOurs.isPresent()) {
                return Outcome.LOST;
            }
            if (failed instanceof AccessDeniedException) {
                throw failed;
            }
            // A conflict with a writer that failed, or a try that may arrive yet: ours is the same whichever is first.
            LOG.debug("sent again path={}", to, failed);
        }
        return Outcome.UNKNOWN;
    }

    /** The condition keeps a try that arrives late, after another process has said something newer, from having its way. */
    @Override
    public void toName(Path unfinished, Path to, byte[] mark) throws IOException {
        String id = id(unfinished);
        IOException failed = null;
        for (int tried = 0; tried < TRIES; tried++) {
            Optional<FileStatus> before = status(to);
            try {
                send(
                        unfinished,
                        to,
                        id,
                        before.map(ConditionalNaming::unchanged).orElse(FREE));
                discard(unfinished);
                return;
            } catch (IOException e) {
                failed = e;
            }
            if (isOurs(to, id, mark).orElse(false)) {
                discard(unfinished);
                return;
            }
            if (status(to).map(ConditionalNaming::etag).equals(before.map(ConditionalNaming::etag))) {
                throw failed;
            }
        }
        throw failed;
    }

    private static Condition unchanged(FileStatus before) {
        return create -> create.must(IF_UNCHANGED, etag(before));
    }

    private static String etag(FileStatus status) {
        return status instanceof EtagSource source ? source.getEtag() : "";
    }

    private void send(Path unfinished, Path to, String id, Condition condition) throws IOException {
        FSDataOutputStreamBuilder<?, ?> create = fileSystem.createFile(to);
        create.overwrite(true);
        create.must(SENT_HEADER, id);
        condition.on(create);
        FSDataOutputStream out = create.build();
        try {
            copy(unfinished, out);
        } catch (IOException | RuntimeException | Error e) {
            // Closed, half of it would appear.
            out.abort();
            throw e;
        }
        out.close();
    }

    private void copy(Path from, FSDataOutputStream to) throws IOException {
        if (spool.has(from)) {
            spool.copy(from, to);
            return;
        }
        try (FSDataInputStream in = fileSystem.open(from)) {
            in.transferTo(to);
        }
    }

    /** That no other file has: a path that is spooled is used once, and one that is on the store is of its content. */
    private String id(Path file) throws IOException {
        String version = spool.has(file) ? "" : " " + etag(fileSystem.getFileStatus(file));
        return UUID.nameUUIDFromBytes((file + version).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether what is at a path is ours; empty if there is nothing. */
    private Optional<Boolean> isOurs(Path to, String id, byte[] mark) throws IOException {
        // First, since metadata may be told of a directory of that name.
        Optional<FileStatus> there = status(to);
        if (there.isEmpty() || there.get().isDirectory()) {
            return there.map(directory -> false);
        }
        byte[] told = fileSystem.getXAttr(to, READ_HEADER);
        if (told == null || told.length == 0) {
            return Optional.of(mark.length > 0 && Mark.isOn(fileSystem, to, mark));
        }
        return Optional.of(Arrays.equals(told, id.getBytes(StandardCharsets.US_ASCII)));
    }

    private Optional<FileStatus> status(Path path) throws IOException {
        try {
            return Optional.of(fileSystem.getFileStatus(path));
        } catch (FileNotFoundException none) {
            return Optional.empty();
        }
    }

    @Override
    public void discard(Path unfinished) throws IOException {
        if (spool.has(unfinished)) {
            spool.discard(unfinished);
        } else {
            fileSystem.delete(unfinished, false);
        }
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public boolean isConditional() {
        return true;
    }
}
