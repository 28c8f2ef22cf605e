package io.tidemark.speed.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeScan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A scan as it is sent, in frames that each end holds one of. One that breaks off has no end mark, and is so never taken for
 * whole.
 *
 * <pre>
 * | length (4) | coverage, as RealtimeWire has it |
 * | length (4) | row...                           | ...
 * | 0 (4)      |                                      the end mark
 *
 * row   | of another group than the row before? (1) | group, if so | tile start (8) | accumulators |
 * </pre>
 */
final class ScanWire {
    /** Well above what a frame costs, and little to hold. A row that is longer is a frame of its own. */
    private static final int FRAME_BYTES = 64 << 10;

    private static final int END = 0;

    private ScanWire() {}

    /** Writes all rows of a scan. */
    @SuppressWarnings("ReferenceEquality") // A scan gives the same object for all rows of a group.
    static void write(RealtimeScan scan, OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        byte[] coverage = RealtimeWire.coverage(scan.coverage());
        out.writeInt(coverage.length);
        out.write(coverage);
        // Who waits for rows knows by now that they come.
        out.flush();
        ByteWriter frame = new ByteWriter(2 * FRAME_BYTES);
        GroupKey group = null;
        while (scan.next()) {
            boolean isOther = scan.group() != group;
            frame.writeBoolean(isOther);
            if (isOther) {
                group = scan.group();
                frame.writeBytes(group.bytes());
            }
            frame.writeLong(scan.tileMillis());
            frame.writeBytes(scan.accumulators());
            if (frame.size() >= FRAME_BYTES) {
                write(frame, out);
            }
        }
        if (frame.size() > 0) {
            write(frame, out);
        }
        out.writeInt(END);
        out.flush();
    }

    private static void write(ByteWriter frame, DataOutputStream out) throws IOException {
        out.writeInt(frame.size());
        out.write(frame.array(), 0, frame.size());
        frame.clear();
    }

    /** Reads what {@link #write} wrote. */
    static final class Reader {
        private final DataInputStream in;
        private final Coverage coverage;
        private final ByteReader frame = new ByteReader(new byte[0]);
        private final ByteReader accumulators = new ByteReader(new byte[0]);
        private byte[] bytes = {};
        private boolean isAtEnd;
        private GroupKey group;
        private long tileMillis;
        private int from;
        private int length;

        /** @throws RuntimeException if it does not begin as a scan does */
        Reader(InputStream from) throws IOException {
            in = new DataInputStream(from);
            byte[] message = new byte[length(in)];
            in.readFully(message);
            coverage = RealtimeWire.coverage(message);
        }

        private static int length(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length < 0) {
                throw new IOException("a frame of " + length + " bytes");
            }
            return length;
        }

        Coverage coverage() {
            return coverage;
        }

        /**
         * Goes to the next row. Returns whether there is one.
         *
         * @throws EOFException if it broke off
         */
        boolean next() throws IOException {
            if (isAtEnd || (frame.remaining() == 0 && !readFrame())) {
                return false;
            }
            if (frame.readBoolean()) {
                group = GroupKey.of(frame.readBytes());
            }
            tileMillis = frame.readLong();
            length = frame.readVarInt();
            from = frame.position();
            frame.skip(length);
            return true;
        }

        private boolean readFrame() throws IOException {
            int size = length(in);
            if (size == END) {
                isAtEnd = true;
                return false;
            }
            if (size > bytes.length) {
                bytes = new byte[size];
            }
            in.readFully(bytes, 0, size);
            frame.reset(bytes, 0, size);
            return true;
        }

        GroupKey group() {
            return group;
        }

        long tileMillis() {
            return tileMillis;
        }

        ByteReader accumulators() {
            return accumulators.reset(bytes, from, length);
        }
    }
}
