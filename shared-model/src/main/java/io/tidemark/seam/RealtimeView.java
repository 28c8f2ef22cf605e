package io.tidemark.seam;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.Tidemark;
import java.util.List;

/**
 * What the speed layer answers. In process it is the speed node itself; remotely, a client of its endpoint. Safe for use
 * by many threads.
 */
public interface RealtimeView extends AutoCloseable {
    /**
     * Answers from the query's tidemark on. Each partition is answered only from state that is contiguous from there on;
     * a partition that cannot be is typed missing (PROTOCOL 1).
     *
     * @throws RealtimeUnavailableException if the node cannot be asked
     * @throws RealtimeAnswer.TooLargeException if more rows would have to be looked at than is done in one go; {@link #scan}
     *     goes through any number
     */
    RealtimeAnswer read(RealtimeQuery query);

    /**
     * The same row by row, however many there are, and of all groups that are asked for, not of the first ones alone.
     *
     * @throws RealtimeUnavailableException if the node cannot be asked
     */
    default RealtimeScan scan(RealtimeQuery query) {
        return RealtimeScan.of(read(query.unbounded()));
    }

    /**
     * The same as several scans, for several threads: one of all that is asked for, and one of the groups from each border
     * on. All are of one instant, and of one coverage. One may end at the next one's border, or go on: who reads them stops there.
     *
     * @param borders in order; where {@link #borders} fails, none may be given
     */
    default List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        if (borders.isEmpty()) {
            return List.of(scan(query));
        }
        RealtimeAnswer all = read(query.unbounded());
        return RealtimeScan.starts(borders).stream()
                .map(start -> RealtimeScan.of(all, start))
                .toList();
    }

    /**
     * Where what is asked for falls into pieces; nowhere, if it is not known.
     *
     * @throws RealtimeUnavailableException if the node cannot be asked, or not for {@link #scans} of them
     */
    default GroupBorders borders(RealtimeQuery query, int pieces) {
        return GroupBorders.NONE;
    }

    /**
     * The same for a thread that must not wait: neither for a lock, nor for a disk, nor for another process.
     *
     * @throws WouldWaitException if it cannot be answered so; {@link #read} can then be asked where it may take its time
     */
    default RealtimeAnswer readAtOnce(RealtimeQuery query) {
        throw WouldWaitException.INSTANCE;
    }

    /** Whether {@link #read} is answered from this process's own memory and disk, and so waits for no other process. */
    default boolean isHere() {
        return false;
    }

    /** What {@link #read} would say of each partition now, without rows. A hint, not a promise. */
    Coverage coverage(ViewId view, Tidemark tidemark);

    /** Keeps what is needed to answer from a tidemark until the lease lapses. Renewed by asking again. */
    void lease(TidemarkLease lease);

    RealtimeStatus status();

    @Override
    void close();
}
