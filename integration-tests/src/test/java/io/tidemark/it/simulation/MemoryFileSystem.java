package io.tidemark.it.simulation;

import io.tidemark.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * One process's way to a {@link FileTree}. Behaves as HDFS does where it matters: rename is atomic and refuses an
 * existing target, a file that is being written is there but not whole. {@link #dieAfter} kills the process between any
 * two of its changes, {@link #failAfter} lets any of them fail.
 */
final class MemoryFileSystem extends FileSystem {
    private static final URI ROOT = URI.create("memory:///");
    private static final int FOR_EVER = -1;

    private final FileTree tree;
    private final ManualClock clock;
    private final Renaming archived;
    private int changesLeft = FOR_EVER;
    private int changesUntilFailure;
    private int failuresLeft;

    MemoryFileSystem(FileTree tree, ManualClock clock) {
        this(tree, clock, Renaming.REFUSES);
    }

    /** @param archived what a rename does to files of the archive */
    MemoryFileSystem(FileTree tree, ManualClock clock, Renaming archived) {
        this.archived = archived;
        this.tree = tree;
        this.clock = clock;
        setConf(new Configuration(false));
    }

    /** From now on so many changes succeed; the next one, and every one after it, finds the process dead. */
    void dieAfter(int changes) {
        changesLeft = changes;
    }

    /** From now on so many changes succeed, then so many fail. */
    void failAfter(int changes, int failures) {
        changesUntilFailure = changes;
        failuresLeft = failures;
    }

    /** Begins a new life. */
    void revive() {
        changesLeft = FOR_EVER;
        failuresLeft = 0;
    }

    private void change() throws IOException {
        if (failuresLeft > 0 && changesUntilFailure-- <= 0) {
            failuresLeft--;
            throw new IOException("the storage fails");
        }
        if (changesLeft == 0) {
            throw new ProcessKilled();
        }
        changesLeft -= changesLeft > 0 ? 1 : 0;
    }

    @Override
    public URI getUri() {
        return ROOT;
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return new FSDataInputStream(new Content(file(path).content()));
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
        change();
        if (!overwrite && tree.find(name(path)) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        tree.put(name(path), new byte[0], clock.millis());
        return new FSDataOutputStream(new Unfinished(name(path)), null);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException("append");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        change();
        boolean replaces = archived == Renaming.REPLACES && name(to).startsWith("/archive/");
        return replaces ? tree.replace(name(from), name(to)) : tree.rename(name(from), name(to));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        change();
        return tree.delete(name(path));
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        change();
        tree.makeDirectories(name(path));
        return true;
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        FileTree.Node node = node(path);
        if (!node.isDirectory()) {
            return new FileStatus[] {status(path, node)};
        }
        return tree.children(name(path)).stream()
                .map(child -> new Path(path, child))
                .map(child -> status(child, tree.find(name(child))))
                .toArray(FileStatus[]::new);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return status(path, node(path));
    }

    @Override
    public void setWorkingDirectory(Path directory) {
        throw new UnsupportedOperationException("paths are absolute");
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("/");
    }

    private FileTree.Node node(Path path) throws FileNotFoundException {
        FileTree.Node node = tree.find(name(path));
        if (node == null) {
            throw new FileNotFoundException(path.toString());
        }
        return node;
    }

    private FileTree.Node file(Path path) throws IOException {
        FileTree.Node node = node(path);
        if (node.isDirectory()) {
            throw new IOException(path + " is a directory");
        }
        return node;
    }

    private FileStatus status(Path path, FileTree.Node node) {
        long length = node.isDirectory() ? 0 : node.content().length;
        return new FileStatus(length, node.isDirectory(), 1, 1 << 20, node.modifiedMillis(), makeQualified(path));
    }

    private static String name(Path path) {
        return path.toUri().getPath();
    }

    /** What is written becomes the file's content when it is closed. */
    private final class Unfinished extends ByteArrayOutputStream {
        private final String name;
        private boolean closed;

        Unfinished(String name) {
            this.name = name;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                change();
                tree.put(name, toByteArray(), clock.millis());
            }
        }
    }

    /** Reads a file as it was when it was opened. */
    private static final class Content extends FSInputStream {
        private final byte[] bytes;
        private int position;

        Content(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position < bytes.length ? bytes[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length > 0 && position >= bytes.length) {
                return -1;
            }
            int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, into, offset, count);
            position += count;
            return count;
        }

        @Override
        public byte[] readAllBytes() {
            byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
            position = bytes.length;
            return rest;
        }

        @Override
        public void seek(long to) {
            position = Math.toIntExact(to);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }
    }
}
