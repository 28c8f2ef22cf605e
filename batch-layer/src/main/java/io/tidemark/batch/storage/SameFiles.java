package io.tidemark.batch.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system at whose root one storage must lie: before it writes anything, and before it says that something is not
 * there, it asks whether it is that one. So it says {@link StorageException} besides what a file system says.
 */
final class SameFiles extends FilterFileSystem {
    private final StorageIdentity identity;

    SameFiles(FileSystem any, StorageIdentity identity) {
        super(any);
        this.identity = identity;
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        try {
            return fs.open(file, bufferSize);
        } catch (FileNotFoundException absent) {
            identity.requireSame();
            throw absent;
        }
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        try {
            return fs.getFileStatus(path);
        } catch (FileNotFoundException absent) {
            identity.requireSame();
            throw absent;
        }
    }

    @Override
    public FileStatus[] listStatus(Path directory) throws IOException {
        try {
            FileStatus[] listed = fs.listStatus(directory);
            // After it: what was listed is of the storage that is there now, or the next who asks hears of it.
            identity.requireSame();
            return listed;
        } catch (FileNotFoundException absent) {
            identity.requireSame();
            throw absent;
        }
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrites,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        identity.requireSameToWrite();
        return fs.create(file, permission, overwrites, bufferSize, replication, blockSize, progress);
    }

    @Override
    public FSDataOutputStreamBuilder<?, ?> createFile(Path file) {
        identity.requireSameToWrite();
        return fs.createFile(file);
    }

    @Override
    public boolean mkdirs(Path directory) throws IOException {
        identity.requireSameToWrite();
        return fs.mkdirs(directory);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        identity.requireSameToWrite();
        return fs.rename(from, to);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        identity.requireSame();
        return fs.delete(path, recursive);
    }
}
