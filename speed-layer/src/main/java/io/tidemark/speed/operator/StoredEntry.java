package io.tidemark.speed.operator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.Arrays;

/** The value of an entry as the store has it: the log clock at which it was put (8 bytes), then what was put. */
final class StoredEntry {
    private static final byte[] NOTHING = {};

    private StoredEntry() {}

    static void write(byte[] value, long logClockMillis, ByteWriter into) {
        into.writeLong(logClockMillis);
        into.writeRaw(value);
    }

    /** @param entry begins with it */
    static long clockMillis(byte[] entry) {
        return new ByteReader(entry).readLong();
    }

    static byte[] value(byte[] entry) {
        return entry.length == Long.BYTES ? NOTHING : Arrays.copyOfRange(entry, Long.BYTES, entry.length);
    }
}
