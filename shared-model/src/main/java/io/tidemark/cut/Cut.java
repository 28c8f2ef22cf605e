package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
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

    /** Below which offset state is dropped (PROTOCOL 3). */
    long dropsBelow(long tidemark, List<Long> leased);

    /**
     * Whether an older state goes, because another one beside it does all that it did (PROTOCOL 3).
     *
     * @param coversReaders whether the other answers from every tidemark that is read
     */
    boolean replaces(OffsetRange other, OffsetRange older, boolean coversReaders);

    /** Whether a query by one definition is answered from the state of another (PROTOCOL 8). */
    boolean answersFor(String askedFingerprint, String ownFingerprint);

    // ---- the batch views

    /**
     * Whether what was made from {@code read} may take the place of what is there {@code now} (PROTOCOL 6).
     */
    <V> boolean mayPublish(Optional<V> read, Optional<V> now);

    /** The raw records that a recompute reads, given the tidemark that stays (PROTOCOL 7). */
    OffsetRange recomputes(LogPosition tidemark);

    // ---- answers

    /** Whether a partition may be answered so after it was answered so {@code before} (PROTOCOL 5). */
    boolean mayFollow(Standing before, Standing after);
}
