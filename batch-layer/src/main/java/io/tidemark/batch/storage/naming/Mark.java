package io.tidemark.batch.storage.naming;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** By what stands among a file's last bytes it is known whose file it is. */
public final class Mark {
    /** The footer of a Parquet file may be long, and what it was given to hold stands near its end. */
    private static final int LAST = 1 << 20;

    private Mark() {}

    /** Of a file that is there: its last bytes. */
    public static byte[] of(FileSystem fileSystem, Path file) throws IOException {
        return last(fileSystem, file, LAST);
    }

    static boolean isOn(FileSystem fileSystem, Path file, byte[] mark) throws IOException {
        byte[] last = last(fileSystem, file, Math.max(LAST, mark.length));
        // One character a byte, so that bytes are sought as they are.
        return new String(last, StandardCharsets.ISO_8859_1).contains(new String(mark, StandardCharsets.ISO_8859_1));
    }

    private static byte[] last(FileSystem fileSystem, Path file, int atMost) throws IOException {
        long length = fileSystem.getFileStatus(file).getLen();
        byte[] last = new byte[(int) Math.min(length, atMost)];
        try (FSDataInputStream in = fileSystem.open(file)) {
            in.readFully(length - last.length, last);
        }
        return last;
    }
}
