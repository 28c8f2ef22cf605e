package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What may be done at a tidemark, rule by rule. Each layer is given one object of this type and asks it; an answer depends
 * on the arguments alone.
 */
public interface Cut {
    /** What every process runs with. */
    Cut PROVEN = new ProvenCut();

    // ---- reading the log

    /** Whether state that stands at {@code position} takes a batch that has every record from {@code first} on. */
    boolean feeds(long position, long first);

    /**
     * Where state at {@code position} is read on from in a log that starts at {@code logStart}; empty if it waits for a run
     * to pass what is gone (PROTOCOL 11).
     */
    OptionalLong readsOnFrom(long position, long logStart);

    /**
     * Where whoever has read a batch stands: {@code batchEnd} is past what gave no rows, such as the marker of a transaction
     * or a hole that compaction left (PROTOCOL 22).
     *
     * @param afterLastRecord the offset after the last record that it gave; where it began if it gave none
     */
    long standsAfter(long afterLastRecord, long batchEnd);

    /**
     * From which offset on state at {@code position} takes the records of a batch: aggregations stand at different places of
     * one log, and what is read for one comes to the others too (PROTOCOL 4).
     *
     * @param first where the batch begins
     */
    long takesFrom(long position, long first);

    /**
     * Whether a place may lie between two others in one history of the log, or is of what it was before it was rewritten
     * (PROTOCOL 11). All by leader epochs; -1 where one is not known.
     *
     * @param below of the nearest place at or below it
     * @param epoch of the place
     * @param above of the nearest place above it
     */
    boolean isOneHistory(int below, int epoch, int above);

    /**
     * Whether a place certainly is of the history of what is read around it; if not, the log is asked, or all is read again
     * from a place that the log vouches for (PROTOCOL 11). All by leader epochs; -1 where there is none.
     *
     * @param below of the record just below it
     * @param epoch of the place
     * @param above of the nearest place above it
     */
    boolean isVouchedFor(int below, int epoch, int above);

    // ---- the archive

    /**
     * Whether a file that begins at {@code first} is the next of a chain that ends at {@code chainEnd}; if not, another writer
     * was first (PROTOCOL 10). Of two that ask at once the storage lets one be first.
     */
    boolean continuesChain(long chainEnd, long first);

    /**
     * Whether a log clock says which epoch it is, or is so far ahead that its epochs mean nothing (PROTOCOL 12).
     *
     * @param mostClockMillis the wall clock, and how far a log clock may be ahead of it to be believed
     */
    boolean believes(long clockMillis, long mostClockMillis);

    /**
     * Whether a record ends the open file's epoch, being of a later one (PROTOCOL 12).
     *
     * @param clockMillis the log clock after the record
     * @param mostClockMillis as of {@link #believes}
     */
    boolean endsEpoch(long epochMillis, long recordEpochMillis, long clockMillis, long mostClockMillis);

    /** Whether an open file ends because it was open for long enough, its epoch going on (PROTOCOL 24). */
    boolean endsByAge(long ageMillis, long mostMillis);

    // ---- the realtime state

    /**
     * The index of the first segment right of a cut, or -1 when the cut lies inside a segment or outside of what is held
     * (PROTOCOL 2).
     *
     * @param segments in the order of their records
     * @param held the offsets that they cover, those without a record too
     */
    int boundary(List<? extends Extent> segments, OffsetRange held, long cut);

    /** Whether state answers from a cut on, given the {@link #boundary} that the cut is for it (PROTOCOL 1). */
    boolean answersFrom(int boundary);

    /**
     * Whether the operator of state that begins at a place knows at once what it has to there; else it is told what was
     * published before it takes a record (PROTOCOL 33).
     */
    boolean knowsAtOnce(boolean isBeforeFirstRecord);

    /** Below which offset state is dropped (PROTOCOL 3). */
    long dropsBelow(long tidemark, List<Long> leased);

    /**
     * Whether an older state goes, because another one beside it does all that it did (PROTOCOL 3).
     *
     * @param coversReaders whether the other answers from every tidemark that is read
     */
    boolean replaces(OffsetRange other, OffsetRange older, boolean coversReaders);

    /**
     * Whether state that is read on by nobody goes, since whoever has its partition now answers for it.
     *
     * @param successor from the tidemark that it answers from to where it stands
     * @param reached where this state stands
     * @param read the tidemarks that are read
     */
    boolean handsOver(OffsetRange successor, long reached, List<Long> read);

    /** Whether a query by one definition is answered from the state of another (PROTOCOL 8). */
    boolean answersFor(String askedFingerprint, String ownFingerprint);

    // ---- the batch views

    /**
     * Whether what was made from {@code read} may take the place of what is there {@code now} (PROTOCOL 6).
     */
    <V> boolean mayPublish(Optional<V> read, Optional<V> now);

    /** The raw records that a recompute reads, given the tidemark that stays (PROTOCOL 7). */
    OffsetRange recomputes(LogPosition tidemark);

    /** Whether a tidemark may stand at the end of a stretch of the archive, given what follows (PROTOCOL 2, 24). */
    boolean mayStandAfter(Stretch stretch, Optional<? extends Stretch> next);

    /** Whether a tidemark goes on behind records that are lost (PROTOCOL 11). */
    boolean mayPass(boolean isAccepted);

    // ---- wall time

    /**
     * The time that retention is counted back from (PROTOCOL 25).
     *
     * @param logClockMillis the latest at the tidemark
     * @param plannedMillis the wall clock when the run was planned
     */
    long expiryClockMillis(long logClockMillis, long plannedMillis);

    /**
     * Until when a partition was quiet: all that was there then is below the tidemark (PROTOCOL 24).
     *
     * @param beforeMillis what was known before
     * @param position of the tidemark
     * @param end of the log, asked for no earlier than {@code plannedMillis}
     */
    long quietUntilMillis(long beforeMillis, long position, long end, long plannedMillis);

    /**
     * Until when a view is settled (PROTOCOL 24, 25).
     *
     * @param partitions until when each is: by its log clock at the tidemark, or for having been quiet. At least one
     */
    long settledUntilMillis(Collection<Long> partitions, long plannedMillis);

    // ---- answers

    /** Whether an answer as of here is no older than who asks wants it at least. */
    boolean reaches(long asOf, long least);

    /**
     * From which time on tiles are answered (PROTOCOL 9).
     *
     * @param expiredBeforeMillis before which they have expired in the batch view; {@link Long#MIN_VALUE}: none has
     */
    long answersFromMillis(long expiredBeforeMillis);

    /** Whether a partition may be answered so after it was answered so {@code before} (PROTOCOL 5). */
    boolean mayFollow(Standing before, Standing after);
}
