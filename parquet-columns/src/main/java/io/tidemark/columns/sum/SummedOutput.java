package io.tidemark.columns.sum;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A file for Parquet to write, whose bytes are added up on their way; its last ones can be sealed. Written once, by one
 * thread.
 */
public final class SummedOutput implements OutputFile {
    private final OutputFile file;
    private final CRC32C crc = new CRC32C();
    private long bytes;
    /** The file's last bytes, until it is closed; null while it is not being sealed. */
    private ByteArrayOutputStream last;

    public SummedOutput(OutputFile file) {
        this.file = file;
    }

    /** Of all that was written so far. */
    public Checksum checksum() {
        return new Checksum(bytes, (int) crc.getValue());
    }

    /**
     * Begins the file's last bytes, which are held in memory until it is closed, since what they add up to is to stand
     * among them.
     *
     * @return the text that must stand in the footer, as {@link Seal} says, for the sum to take its place
     */
    public String seal() {
        last = new ByteArrayOutputStream();
        return Seal.blank(bytes);
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return new Summed(file.create(blockSizeHint));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return new Summed(file.createOrOverwrite(blockSizeHint));
    }

    @Override
    public boolean supportsBlockSize() {
        return file.supportsBlockSize();
    }

    @Override
    public long defaultBlockSize() {
        return file.defaultBlockSize();
    }

    @Override
    public String getPath() {
        return file.getPath();
    }

    private final class Summed extends PositionOutputStream {
        private final PositionOutputStream out;

        Summed(PositionOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() throws IOException {
            return out.getPos() + (last == null ? 0 : last.size());
        }

        @Override
        public void write(int b) throws IOException {
            if (last != null) {
                last.write(b);
                return;
            }
            out.write(b);
            crc.update(b);
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (last != null) {
                last.write(from, offset, length);
                return;
            }
            out.write(from, offset, length);
            crc.update(from, offset, length);
            bytes += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            try (out) {
                writeLast();
            }
        }

        private void writeLast() throws IOException {
            if (last == null) {
                return;
            }
            byte[] sealed = last.toByteArray();
            last = null;
            // None, or not all of them, came to be written: the file will be thrown away.
            if (Seal.set(sealed, bytes)) {
                write(sealed, 0, sealed.length);
            }
        }
    }
}
