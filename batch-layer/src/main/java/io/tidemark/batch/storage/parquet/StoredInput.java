package io.tidemark.batch.storage.parquet;

import java.io.IOException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Parquet's own Hadoop file would look the file system up again by its scheme, and find another one. */
public record StoredInput(FileSystem fileSystem, FileStatus status) implements InputFile {
    @Override
    public long getLength() {
        return status.getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        try {
            return new StoredStream(HadoopStreams.wrap(fileSystem.open(status.getPath())));
        } catch (IOException | FSError e) {
            throw new UnreadableException(e);
        }
    }

    @Override
    public String toString() {
        return status.getPath().toString();
    }
}
