package io.tidemark.batch.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk. Leaves the permissions of new files to the process's umask: without its native code, which is not there
 * as a rule, Hadoop would start a {@code chmod} process for every file and directory that it makes. A disk that is full or
 * fails is an {@link IOException} to whoever writes, not an {@link Error} as it is to Hadoop.
 */
final class LocalFiles extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {
        // Not ours to set.
    }

    @Override
    protected OutputStream createOutputStreamWithMode(Path file, boolean append, FsPermission permission)
            throws IOException {
        return new Candid(super.createOutputStreamWithMode(file, append, permission));
    }

    @Override
    protected OutputStream createOutputStream(Path file, boolean append) throws IOException {
        return new Candid(super.createOutputStream(file, append));
    }

    private static final class Candid extends FilterOutputStream {
        Candid(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            try {
                out.write(value);
            } catch (FSError e) {
                throw said(e);
            }
        }

        @Override
        public void write(byte[] bytes, int first, int length) throws IOException {
            try {
                out.write(bytes, first, length);
            } catch (FSError e) {
                throw said(e);
            }
        }

        private static IOException said(FSError e) {
            return e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }
}
