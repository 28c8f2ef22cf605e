package io.tidemark.speed.savepoint;

import io.tidemark.speed.generation.GenerationCodec;
import io.tidemark.speed.generation.GenerationCodec.Stored;
import io.tidemark.speed.generation.StateLayout;
import io.tidemark.speed.store.StateStore;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * All entries of a state store as they are at one instant: each position with exactly the partials that it covers (invariant
 * 3). It does not depend on the files of the store that it was made from, nor is that store held up.
 *
 * <pre>
 * "TMSTATE" | version, 1 | deflated: { key length, 4 | key | value length, 4 | value } ... | -1, 4 | CRC-32C of the entries, 8
 * </pre>
 */
public final class StateCopy {
    private static final byte[] MAGIC = {'T', 'M', 'S', 'T', 'A', 'T', 'E', 1};
    private static final int END = -1;
    private static final int PIECE = 1 << 16;
    /** Of one write into the store that is filled. */
    private static final int WRITE = 1 << 20;

    private static final byte[] FIRST_KEY = {};
    private static final byte[] AFTER_KEYS = {(byte) 0xFF};

    private StateCopy() {}

    /**
     * Writes all that a store holds now; what is written to it meanwhile is not in it.
     *
     * @return what generations it holds
     * @throws io.tidemark.speed.store.StateStoreException if the store cannot be read
     */
    public static List<Stored> write(StateStore store, OutputStream to) throws IOException {
        List<Stored> generations = new ArrayList<>();
        try (StateStore.Cursor cursor = store.cursor(FIRST_KEY, AFTER_KEYS)) {
            to.write(MAGIC);
            Deflater fast = new Deflater(Deflater.BEST_SPEED);
            try {
                DeflaterOutputStream deflated = new DeflaterOutputStream(to, fast, PIECE);
                CheckedOutputStream summed = new CheckedOutputStream(deflated, new CRC32C());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(summed, PIECE));
                while (cursor.next()) {
                    if (Thread.interrupted()) {
                        throw new InterruptedIOException("the node ends while its state is copied");
                    }
                    write(cursor, out, generations);
                }
                out.writeInt(END);
                out.flush();
                out.writeLong(summed.getChecksum().getValue());
                out.flush();
                deflated.finish();
            } finally {
                fast.end();
            }
        }
        return generations;
    }

    private static void write(StateStore.Cursor cursor, DataOutputStream out, List<Stored> generations)
            throws IOException {
        out.writeInt(cursor.keyLength());
        out.write(cursor.key(), 0, cursor.keyLength());
        out.writeInt(cursor.valueLength());
        out.write(cursor.value(), 0, cursor.valueLength());
        if (StateLayout.isGeneration(cursor.key())) {
            generations.add(GenerationCodec.read(Arrays.copyOf(cursor.value(), cursor.valueLength())));
        }
    }

    /**
     * Fills an empty store with what was written.
     *
     * @throws IOException if it is not whole; what was filled is of no use then
     */
    public static void read(InputStream from, StateStore into) throws IOException {
        if (!Arrays.equals(from.readNBytes(MAGIC.length), MAGIC)) {
            throw new IOException("is no copy of a state that this version reads");
        }
        CheckedInputStream summed =
                new CheckedInputStream(new BufferedInputStream(new InflaterInputStream(from), PIECE), new CRC32C());
        DataInputStream in = new DataInputStream(summed);
        int keyLength = in.readInt();
        while (keyLength != END) {
            try (StateStore.Batch batch = into.begin()) {
                for (int bytes = 0; keyLength != END && bytes < WRITE; keyLength = in.readInt()) {
                    byte[] key = in.readNBytes(keyLength);
                    byte[] value = in.readNBytes(in.readInt());
                    batch.put(key, key.length, value, value.length);
                    bytes += key.length + value.length;
                }
                batch.commit();
            }
        }
        long sum = summed.getChecksum().getValue();
        if (in.readLong() != sum) {
            throw new IOException("is damaged: it does not add up to what was written");
        }
    }
}
