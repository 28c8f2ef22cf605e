package io.tidemark.serving.ranges;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.node.RemoteRows;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.RangeAwayException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one range, of one who has it. Where these break off they go on at another, or once more at the same: a view's
 * rows are the same wherever they are, and in the same order. Owned by one thread. To be closed.
 */
final class OwnedRows implements AutoCloseable {
    private final RangeOwners owners;
    private final RangeQuestion question;
    private final String place;
    private final IndexRow row = new IndexRow();
    /** Why those cannot be asked that were tried in vain since the last row. */
    private final List<String> reasons = new ArrayList<>();

    /** Which of them is asked. */
    private int owner;

    /** Whether it has sent a row that was passed on. */
    private boolean isFurther;

    private RemoteRows rows;
    /** The last row that was passed on; null before the first. */
    private GroupKey group;

    private long tileMillis;

    /** @param place what the range is, for who hears that it is away */
    OwnedRows(RangeOwners owners, RangeQuestion question, String place) {
        this.owners = owners;
        this.question = question;
        this.place = place;
        this.owner = owners.preferred();
    }

    /**
     * Goes to the next row. Returns whether there is one.
     *
     * @throws RangeAwayException if nobody who has the range can be asked for it any more
     */
    boolean next() {
        while (true) {
            try {
                if (rows == null) {
                    rows = owners.rows(group == null ? question : question.from(group), owner);
                }
                while (rows.next()) {
                    if (isNext()) {
                        group = rows.group();
                        tileMillis = rows.tileMillis();
                        isFurther = true;
                        return true;
                    }
                }
                return false;
            } catch (RangeOwners.AwayException away) {
                RealtimeScan.endIfAbandoned();
                tryNext(away);
            }
        }
    }

    /** As long as one of them sends a row that was not there before, it comes to an end; also where there is one alone. */
    private void tryNext(RangeOwners.AwayException away) {
        close();
        rows = null;
        owner = (owner + 1) % owners.size();
        if (isFurther) {
            reasons.clear();
            isFurther = false;
            return;
        }
        reasons.add(away.getMessage());
        if (reasons.size() >= owners.size()) {
            throw new RangeAwayException(
                    place, "no serving node that has it can be asked: " + String.join("; ", reasons), away);
        }
    }

    private boolean isNext() {
        int order = group == null ? 1 : rows.group().compareTo(group);
        return order > 0 || (order == 0 && rows.tileMillis() > tileMillis);
    }

    GroupKey group() {
        return group;
    }

    /** As a visitor sees it. */
    IndexRow row() {
        ByteReader accumulators = rows.accumulators();
        byte[] bytes = accumulators.readRaw(accumulators.remaining());
        return row.of(group).at(tileMillis, bytes, 0, bytes.length);
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
    }
}
