package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The rules as PROTOCOL.md has them, with which no history that the simulation made gave a wrong answer. */
public class ProvenCut implements Cut {
    /** A state that stands below the first offset has a hole before it, and waits for a replay. */
    @Override
    public boolean feeds(long position, long first) {
        return position >= first;
    }

    /** Nothing is passed over silently. */
    @Override
    public OptionalLong readsOnFrom(long position, long logStart) {
        return position >= logStart ? OptionalLong.of(position) : OptionalLong.empty();
    }

    /** A cut equals a boundary when no record lies between the two. */
    @Override
    public int boundary(List<? extends Extent> segments, OffsetRange held, long cut) {
        if (cut < held.first() || cut > held.end()) {
            return -1;
        }
        int size = segments.size();
        for (int i = 0; i < size; i++) {
            if (segments.get(i).firstRecord() >= cut) {
                return i == 0 || segments.get(i - 1).lastRecord() < cut ? i : -1;
            }
        }
        return size == 0 || segments.get(size - 1).lastRecord() < cut ? size : -1;
    }

    /** Only what is contiguous from the cut on. */
    @Override
    public boolean answersFrom(int boundary) {
        return boundary >= 0;
    }

    /** What somebody reads stays. */
    @Override
    public long dropsBelow(long tidemark, List<Long> leased) {
        long lowest = tidemark;
        for (long offset : leased) {
            lowest = Math.min(lowest, offset);
        }
        return lowest;
    }

    /** A state that is being built beside another replaces it when it has caught up, and not before. */
    @Override
    public boolean replaces(OffsetRange other, OffsetRange older, boolean coversReaders) {
        return coversReaders && other.end() >= older.end();
    }

    @Override
    public boolean answersFor(String askedFingerprint, String ownFingerprint) {
        return askedFingerprint.equals(ownFingerprint);
    }

    /** Compare and swap: only what it was made from may be replaced. */
    @Override
    public <V> boolean mayPublish(Optional<V> read, Optional<V> now) {
        return now.equals(read);
    }

    /** Left of the tidemark only. */
    @Override
    public OffsetRange recomputes(LogPosition tidemark) {
        return new OffsetRange(0, tidemark.offset());
    }

    /** Never back, and nothing is missing that was not. */
    @Override
    public boolean mayFollow(Standing before, Standing after) {
        return after.asOf() >= before.asOf() && (!after.isMissing() || before.isMissing());
    }
}
