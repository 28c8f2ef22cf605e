package io.tidemark.batch.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.function.IntPredicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local directory that behaves as HDFS does ({@code rename} refuses an existing target), and in which a process can be
 * killed or an operation fail, before it or right after it. Operations are numbered from 0.
 */
public final class FlakyFileSystem extends FilterFileSystem {
    /** The process is gone: nothing catches this, and nothing works afterwards. */
    public static final class Killed extends Error {
        Killed() {
            super("killed", null, false, false);
        }
    }

    private interface Operation<T> {
        T run() throws IOException;
    }

    private int operations;
    private int killBefore = Integer.MAX_VALUE;
    private boolean killed;
    private IntPredicate fails = operation -> false;
    private boolean failsAfter;

    public FlakyFileSystem() throws IOException {
        super(new LocalFiles());
        fs.initialize(URI.create("file:///"), new Configuration(false));
    }

    /** Kills the process when it has begun this many operations, the last of which may have been done. */
    public FlakyFileSystem killedAt(int operation) {
        killBefore = operation;
        return this;
    }

    /** Makes operations fail, before they have done anything. */
    public FlakyFileSystem failingBefore(IntPredicate which) {
        fails = which;
        failsAfter = false;
        return this;
    }

    /** Makes operations fail once they have done everything. */
    public FlakyFileSystem failingAfter(IntPredicate which) {
        fails = which;
        failsAfter = true;
        return this;
    }

    public int operations() {
        return operations;
    }

    private <T> T operation(Operation<T> operation) throws IOException {
        if (killed || operations >= killBefore) {
            killed = true;
            throw new Killed();
        }
        boolean fail = fails.test(operations);
        operations++;
        if (fail && !failsAfter) {
            throw new IOException("No space left on device");
        }
        T result = operation.run();
        if (fail) {
            throw new IOException("Connection reset");
        }
        return result;
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return operation(() -> fs.open(path, bufferSize));
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        FSDataOutputStream out =
                operation(() -> fs.create(path, overwrite, bufferSize, replication, blockSize, progress));
        return new FSDataOutputStream(new FlakyStream(out), null);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return operation(() -> !fs.exists(to) && fs.rename(from, to));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return operation(() -> fs.delete(path, recursive));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return operation(() -> fs.listStatus(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return operation(() -> fs.getFileStatus(path));
    }

    private final class FlakyStream extends OutputStream {
        private final OutputStream out;

        FlakyStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (killed) {
                throw new Killed();
            }
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            operation(() -> {
                out.close();
                return null;
            });
        }
    }
}
