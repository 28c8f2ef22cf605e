package io.tidemark.speed.operator;

import io.tidemark.speed.store.StateStore;
import io.tidemark.time.LogClock;
import java.util.Arrays;

/**
 * Deletes what is of no use by now, a piece with each write: goes through all that is stored, once in a look-back of log clock,
 * and by some entries for each that is written. So an entry is looked at a few times in its life, and what is stored is not much
 * more than what was put within three look-backs. Owned by its memory's writer.
 */
final class ForgettingPass {
    /** What is stored grows by what is written: to be through with it before it has doubled, it takes more than one. */
    private static final int LOOKED_AT_FOR_EACH = 4;
    /** So that a pass ends though little is written. */
    private static final int LOOKED_AT_LEAST = 1_000;

    private final StateStore store;
    private final byte[] first;
    private final byte[] end;
    private final long lookBackMillis;
    /** Where it goes on; null between two passes. */
    private byte[] next;

    private long nextPassMillis = Long.MAX_VALUE;

    /** @param isStored whether there may be something of which it is not known how old it is */
    ForgettingPass(StateStore store, byte[] prefix, long lookBackMillis, boolean isStored) {
        this.store = store;
        this.first = prefix;
        this.end = StoredMemory.endOf(prefix);
        this.lookBackMillis = lookBackMillis;
        this.next = isStored ? first : null;
    }

    /**
     * @param logClockMillis of the position that is written with it; {@link LogClock#NONE} before the first record
     * @param written how many entries are written with it
     */
    void step(StateStore.Batch batch, long logClockMillis, int written) {
        if (logClockMillis == LogClock.NONE) {
            return;
        }
        // Nothing that is put from here on is of no use before. A first stamp may have been ahead of all that follow.
        nextPassMillis = Math.min(nextPassMillis, logClockMillis + lookBackMillis);
        if (next == null && logClockMillis > nextPassMillis) {
            nextPassMillis = logClockMillis + lookBackMillis;
            next = first;
        }
        if (next != null) {
            next = delete(batch, logClockMillis - lookBackMillis, LOOKED_AT_LEAST + LOOKED_AT_FOR_EACH * written);
        }
    }

    /** Returns where to go on; null at the end. */
    private byte[] delete(StateStore.Batch batch, long ofUseSinceMillis, int most) {
        try (StateStore.Cursor cursor = store.cursor(next, end)) {
            for (int i = 0; i < most; i++) {
                if (!cursor.next()) {
                    return null;
                }
                if (StoredEntry.clockMillis(cursor.value()) < ofUseSinceMillis) {
                    batch.delete(cursor.key(), cursor.keyLength());
                }
            }
            // The key that comes after it.
            return Arrays.copyOf(Arrays.copyOf(cursor.key(), cursor.keyLength()), cursor.keyLength() + 1);
        }
    }
}
