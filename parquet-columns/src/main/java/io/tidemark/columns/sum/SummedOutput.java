package io.tidemark.columns.sum;

import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file for Parquet to write, whose bytes are added up on their way. Written once, by one thread. */
public final class SummedOutput implements OutputFile {
    private final OutputFile file;
    private final CRC32C crc = new CRC32C();
    private long bytes;

    public SummedOutput(OutputFile file) {
        this.file = file;
    }

    /** Of all that was written so far. */
    public Checksum checksum() {
        return new Checksum(bytes, (int) crc.getValue());
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
            return out.getPos();
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            crc.update(b);
            bytes++;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
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
            out.close();
        }
    }
}
