package io.tidemark.serving.merge.realtime;

import io.tidemark.codec.ByteReader;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.MergeHeads;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * The rows of several nodes as one scan, each of other partitions. One that fails, be it that it throws any Throwable, breaks
 * it off. Owned by one thread.
 */
final class MergedScan implements RealtimeScan {
    private static final int LOOK_UP = 0x3FF;

    private final Tidemark tidemark;
    private final List<Head> scans = new ArrayList<>();
    private final MergeHeads<Head> heads = new MergeHeads<>();
    private Coverage coverage = Coverage.NONE;
    private boolean isBegun;
    /** The one whose row is at hand; it is not among the heads then. */
    private Head current;

    private GroupKey group;
    private int rows;

    private record Head(RealtimeScan scan, Runnable whenBroken) implements Comparable<Head> {
        @Override
        public int compareTo(Head other) {
            int byGroup = scan.group().compareTo(other.scan.group());
            return byGroup != 0 ? byGroup : Long.compare(scan.tileMillis(), other.scan.tileMillis());
        }
    }

    MergedScan(Tidemark tidemark) {
        this.tidemark = tidemark;
    }

    /** Before the first row: one more, to be closed with this one. */
    void add(RealtimeScan scan, Runnable whenBroken) {
        scans.add(new Head(scan, whenBroken));
    }

    /** What all of them cover, and what is missing. */
    MergedScan proving(Coverage proof) {
        coverage = proof;
        return this;
    }

    @Override
    public Coverage coverage() {
        return coverage;
    }

    @Override
    public boolean next() {
        if ((++rows & LOOK_UP) == 0) {
            RealtimeScan.endIfAbandoned();
        }
        if (!isBegun) {
            isBegun = true;
            for (Head head : scans) {
                if (movesOn(head)) {
                    heads.add(head);
                }
            }
            current = heads.poll();
        } else if (current != null) {
            current = movesOn(current) ? heads.pollAfter(current) : heads.poll();
        }
        if (current == null) {
            return false;
        }
        GroupKey next = current.scan().group();
        // One that is alone gives the same object for all rows of a group by itself.
        if (scans.size() == 1 || group == null || !group.equals(next)) {
            group = next;
        }
        return true;
    }

    /** Returns whether it has another row, which it is at then. */
    private boolean movesOn(Head head) {
        try {
            return head.scan().next();
        } catch (CancellationException abandoned) {
            throw abandoned;
        } catch (Throwable broken) {
            head.whenBroken().run();
            throw new BrokenScanException(missing(head.scan(), broken), broken);
        }
    }

    private Map<PartitionId, Missing> missing(RealtimeScan scan, Throwable broken) {
        Map<PartitionId, Missing> missing = new TreeMap<>();
        scan.coverage().partitions().forEach((partition, covered) -> {
            if (covered instanceof Covered) {
                missing.put(
                        partition, new Missing(tidemark.offset(partition), "its rows broke off: " + Reason.of(broken)));
            }
        });
        return missing;
    }

    @Override
    public GroupKey group() {
        return group;
    }

    @Override
    public long tileMillis() {
        return current.scan().tileMillis();
    }

    @Override
    public ByteReader accumulators() {
        return current.scan().accumulators();
    }

    @Override
    public void close() {
        scans.forEach(head -> head.scan().close());
    }
}
