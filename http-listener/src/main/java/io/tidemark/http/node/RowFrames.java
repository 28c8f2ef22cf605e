package io.tidemark.http.node;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Rows of a view as they are sent, in frames that each end holds one of. What breaks off has no end mark, and is so never
 * taken for whole.
 *
 * <pre>
 * | length (4) | head, what the rows are of | any number of frames | 0 (4), the end mark
 *
 * frame | length (4) | row...
 * row   | of another group than the row before? (1) | group, if so | tile start (8) | accumulators |
 * </pre>
 */
public final class RowFrames {
    /** Well above what a frame costs, and little to hold. A row that is longer is a frame of its own. */
    private static final int FRAME_BYTES = 64 << 10;

    private static final int END = 0;

    private RowFrames() {}

    /** Writes them. Owned by one thread. */
    public static final class Writer {
        private final DataOutputStream out;
        private final ByteWriter frame = new ByteWriter(2 * FRAME_BYTES);
        private GroupKey last;

        /** Sends the head at once: who waits for rows then knows that they come. */
        public Writer(byte[] head, OutputStream to) throws IOException {
            out = new DataOutputStream(to);
            out.writeInt(head.length);
            out.write(head);
            out.flush();
        }

        public void row(GroupKey group, long tileMillis, ByteReader accumulators) throws IOException {
            boolean isOther = !group.equals(last);
            frame.writeBoolean(isOther);
            if (isOther) {
                last = group;
                frame.writeBytes(group.bytes());
            }
            frame.writeLong(tileMillis);
            frame.writeBytes(accumulators);
            if (frame.size() >= FRAME_BYTES) {
                write();
            }
        }

        private void write() throws IOException {
            out.writeInt(frame.size());
            out.write(frame.array(), 0, frame.size());
            frame.clear();
        }

        /** There are no more. */
        public void end() throws IOException {
            if (frame.size() > 0) {
                write();
            }
            out.writeInt(END);
            out.flush();
        }
    }

    /** Reads what a {@link Writer} wrote. Owned by one thread. */
    static final class Reader {
        private final DataInputStream in;
        private final byte[] head;
        private final ByteReader frame = new ByteReader(new byte[0]);
        private final ByteReader accumulators = new ByteReader(new byte[0]);
        private byte[] bytes = {};
        private boolean isAtEnd;
        private GroupKey group;
        private long tileMillis;
        private int from;
        private int length;

        Reader(InputStream from) throws IOException {
            in = new DataInputStream(from);
            head = new byte[length(in)];
            in.readFully(head);
        }

        private static int length(DataInputStream in) throws IOException {
            int length = in.readInt();
            if (length < 0) {
                throw new IOException("a frame of " + length + " bytes");
            }
            return length;
        }

        byte[] head() {
            return head;
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
