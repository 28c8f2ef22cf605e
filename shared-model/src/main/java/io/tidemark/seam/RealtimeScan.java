package io.tidemark.seam;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Rows of the realtime view one after the other, in the order of groups, and within one of tiles: what takes no more memory
 * however many there are. All of a partition's are as they were at one instant, which {@code coverage} names, whatever is
 * folded meanwhile. Of one group and tile there may be several rows, which together are what is held of it.
 *
 * <p>Owned by one thread. To be closed: what is read is kept until then.
 */
public interface RealtimeScan extends AutoCloseable {
    /** The proof of what the rows cover; known before the first of them. */
    Coverage coverage();

    /**
     * Goes to the next row, at first to the first. Returns whether there is one.
     *
     * @throws RuntimeException if the rows cannot all be had: those so far are no answer
     * @throws CancellationException if the thread was interrupted
     */
    boolean next();

    /** The same object for all rows of a group. */
    GroupKey group();

    /** The start of the row's tile. */
    long tileMillis();

    /** The accumulators of all metrics, as {@link TileTable#write} writes them; from the first at each call. */
    ByteReader accumulators();

    @Override
    void close();

    /**
     * To be called now and then by who goes through many rows for an answer.
     *
     * @throws CancellationException if nobody waits for the answer any more: its thread was interrupted
     */
    static void endIfAbandoned() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the asker waits no longer");
        }
    }

    /** Where the scans begin that borders make: the first before all groups. */
    static List<GroupKey> starts(List<GroupKey> borders) {
        List<GroupKey> starts = new ArrayList<>(List.of(GroupKey.FIRST));
        starts.addAll(borders);
        return starts;
    }

    /** The rows of an answer that is here already, and has all that was asked for. */
    static RealtimeScan of(RealtimeAnswer answer) {
        return of(answer, GroupKey.FIRST);
    }

    /** Those of its rows that are of groups from one on. */
    static RealtimeScan of(RealtimeAnswer answer, GroupKey first) {
        TileTable rows = answer.rows();
        int[] sorted = Arrays.stream(rows.sortedRows())
                .filter(row -> rows.group(row).compareTo(first) >= 0)
                .toArray();
        ByteWriter encoded = new ByteWriter(256);
        ByteReader reader = new ByteReader(new byte[0]);
        return new RealtimeScan() {
            private int next;

            @Override
            public Coverage coverage() {
                return answer.coverage();
            }

            @Override
            public boolean next() {
                if (next == sorted.length) {
                    return false;
                }
                rows.write(sorted[next++], encoded.clear());
                return true;
            }

            @Override
            public GroupKey group() {
                return rows.group(sorted[next - 1]);
            }

            @Override
            public long tileMillis() {
                return rows.tile(sorted[next - 1]);
            }

            @Override
            public ByteReader accumulators() {
                return reader.reset(encoded.array(), 0, encoded.size());
            }

            @Override
            public void close() {
                // Nothing is kept.
            }
        };
    }
}
