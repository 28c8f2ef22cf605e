package io.tidemark.serving.merge.cells;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;

/** The rows of one group as they were read, for who may want to look at all of their metrics later. Owned by one thread. */
public final class KeptRows {
    private final ByteWriter rows = new ByteWriter(256);
    private final ByteReader accumulators = new ByteReader(new byte[0]);

    /** What is called for each row; the accumulators are those of all metrics. */
    @FunctionalInterface
    public interface Visitor {
        void row(long tileMillis, byte origin, ByteReader accumulators);
    }

    public void clear() {
        rows.clear();
    }

    /** Keeps a row; what is read of its accumulators is all that is left. */
    public void add(long tileMillis, byte origin, ByteReader encoded) {
        rows.writeLong(tileMillis);
        rows.writeByte(origin);
        rows.writeBytes(encoded);
    }

    /** In the order in which they came. */
    public void forEach(Visitor visitor) {
        ByteReader in = new ByteReader(rows.array(), 0, rows.size());
        while (in.remaining() > 0) {
            long tileMillis = in.readLong();
            byte origin = in.readByte();
            int length = in.readVarInt();
            visitor.row(tileMillis, origin, accumulators.reset(rows.array(), in.position(), length));
            in.skip(length);
        }
    }
}
