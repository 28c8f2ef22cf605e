package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import java.util.Collection;
import java.util.Collections;
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

    /** At the end: what gives no rows is passed all the same. */
    @Override
    public long standsAfter(long afterLastRecord, long batchEnd) {
        return batchEnd;
    }

    /** What it has of a batch already, it does not take again. */
    @Override
    public long takesFrom(long position, long first) {
        return Math.max(position, first);
    }

    /** Along one history leader epochs only grow. */
    @Override
    public boolean isOneHistory(int below, int epoch, int above) {
        return epoch < 0 || (below <= epoch && (above < 0 || epoch <= above));
    }

    /** A log that is rewritten goes on in a later epoch: what is still of the place's epoch was not. */
    @Override
    public boolean isVouchedFor(int below, int epoch, int above) {
        return epoch < 0 || below == epoch || above == epoch;
    }

    @Override
    public boolean continuesChain(long chainEnd, long first) {
        return chainEnd == first;
    }

    @Override
    public boolean believes(long clockMillis, long mostClockMillis) {
        return clockMillis <= mostClockMillis;
    }

    /** A clock that is ahead of the wall clock ends no epoch by its stamps: the file ends by its place. */
    @Override
    public boolean endsEpoch(long epochMillis, long recordEpochMillis, long clockMillis, long mostClockMillis) {
        return recordEpochMillis > epochMillis && believes(clockMillis, mostClockMillis);
    }

    @Override
    public boolean endsByAge(long ageMillis, long mostMillis) {
        return ageMillis >= mostMillis;
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

    /** There is nothing to be known before the first record. */
    @Override
    public boolean knowsAtOnce(boolean isBeforeFirstRecord) {
        return isBeforeFirstRecord;
    }

    /** A state that is being built beside another replaces it when it has caught up, and not before. */
    @Override
    public boolean replaces(OffsetRange other, OffsetRange older, boolean coversReaders) {
        return coversReaders && other.end() >= older.end();
    }

    /** As far, and from every tidemark that is read: of another one nobody has said that it is answered from. */
    @Override
    public boolean handsOver(OffsetRange successor, long reached, List<Long> read) {
        boolean isRead = true;
        for (long tidemark : read) {
            isRead &= tidemark == successor.first();
        }
        return isRead && successor.end() >= reached;
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

    /** Where the epoch of its records, or what stands in for one, ends with it. */
    @Override
    public boolean mayStandAfter(Stretch stretch, Optional<? extends Stretch> next) {
        return switch (stretch.closing()) {
            // One that ended by age is a cut too, or a silent partition would have none.
            case EPOCH, IDLE, AGE, SKEW, GAP -> true;
            case SIZE ->
                next.isPresent() && !next.get().isGap() && next.get().epochStartMillis() > stretch.epochStartMillis();
        };
    }

    /** Only if somebody has said so. */
    @Override
    public boolean mayPass(boolean isAccepted) {
        return isAccepted;
    }

    /** Whatever stamps a producer sets, nothing expires that is not old by the wall clock. */
    @Override
    public long expiryClockMillis(long logClockMillis, long plannedMillis) {
        return Math.min(logClockMillis, plannedMillis);
    }

    /** Only one that was wholly read. */
    @Override
    public long quietUntilMillis(long beforeMillis, long position, long end, long plannedMillis) {
        return position >= end ? plannedMillis : beforeMillis;
    }

    /** As the least of its partitions is, and never past the wall clock. */
    @Override
    public long settledUntilMillis(Collection<Long> partitions, long plannedMillis) {
        return Math.min(plannedMillis, Collections.min(partitions));
    }

    /** What was seen once, and whatever lies below it, is in it. */
    @Override
    public boolean reaches(long asOf, long least) {
        return asOf >= least;
    }

    /** What the realtime side still has of an expired tile is a remainder, and no answer. */
    @Override
    public long answersFromMillis(long expiredBeforeMillis) {
        return expiredBeforeMillis;
    }

    /** Never back, and nothing is missing that was not. */
    @Override
    public boolean mayFollow(Standing before, Standing after) {
        return after.asOf() >= before.asOf() && (!after.isMissing() || before.isMissing());
    }
}
