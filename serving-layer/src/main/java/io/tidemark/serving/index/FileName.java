package io.tidemark.serving.index;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.nio.charset.StandardCharsets;

/** What a view file is known by: a path may be used again for another definition's view. */
public record FileName(String fingerprint, String path) {
    /** What keys of files begin with. */
    public static final byte KIND = 2;

    /** As the registry stores it. */
    public byte[] key() {
        ByteWriter out = new ByteWriter();
        out.writeByte(KIND);
        out.writeString(fingerprint);
        out.writeRaw(path.getBytes(StandardCharsets.UTF_8));
        return out.toBytes();
    }

    public static FileName of(byte[] key) {
        ByteReader in = new ByteReader(key, 1, key.length - 1);
        String fingerprint = in.readString();
        return new FileName(fingerprint, new String(in.readRaw(in.remaining()), StandardCharsets.UTF_8));
    }
}
