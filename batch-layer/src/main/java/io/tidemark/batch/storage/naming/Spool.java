package io.tidemark.batch.storage.naming;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Files of this process that wait on its own disk to be sent. They have no name there, so that their space comes back with the
 * end of the process, however it ends. Safe for use by many threads.
 */
final class Spool {
    /** Where S3A keeps what it is about to send, too: one directory or several. */
    private static final String DIRECTORIES = "fs.s3a.buffer.dir";

    private static final int AT_ONCE = 64 << 10;

    private final Configuration configuration;
    private final Map<Path, FileChannel> files = new ConcurrentHashMap<>();

    Spool(Configuration configuration) {
        this.configuration = configuration;
    }

    OutputFile file(Path path) {
        return new Spooled(path);
    }

    /** Sends a file that was written. */
    void copy(Path path, OutputStream to) throws IOException {
        FileChannel file = files.get(path);
        if (file == null) {
            throw new FileNotFoundException(path + " was not written by this process, or is gone");
        }
        byte[] buffer = new byte[AT_ONCE];
        java.nio.ByteBuffer into = java.nio.ByteBuffer.wrap(buffer);
        for (long at = 0; at < file.size(); at += into.position()) {
            into.clear();
            if (file.read(into, at) < 0) {
                throw new IOException("the spooled file of " + path + " ends too early");
            }
            to.write(buffer, 0, into.position());
        }
    }

    boolean has(Path path) {
        return files.containsKey(path);
    }

    void discard(Path path) throws IOException {
        FileChannel file = files.remove(path);
        if (file != null) {
            file.close();
        }
    }

    private FileChannel open() throws IOException {
        String any = configuration.get(DIRECTORIES) == null ? "hadoop.tmp.dir" : DIRECTORIES;
        java.nio.file.Path directory = java.nio.file.Path.of(
                configuration.getLocalPath(any, "tidemark").toUri().getPath());
        Files.createDirectories(directory);
        java.nio.file.Path file = Files.createTempFile(directory, "unfinished-", "");
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    private final class Spooled implements OutputFile {
        private final Path path;

        Spooled(Path path) {
            this.path = path;
        }

        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            FileChannel file = open();
            if (files.putIfAbsent(path, file) != null) {
                file.close();
                throw new IOException(path + " is there");
            }
            return new Positioned(file);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            discard(path);
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }

        @Override
        public String getPath() {
            return path.toString();
        }
    }

    /** Leaves the file open when it is closed itself. */
    private static final class Positioned extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        Positioned(FileChannel file) {
            this.out = new BufferedOutputStream(Channels.newOutputStream(file), AT_ONCE);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] bytes, int first, int length) throws IOException {
            out.write(bytes, first, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
