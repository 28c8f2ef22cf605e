package io.tidemark.serving.ranges;

import io.tidemark.codec.ByteReader;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.node.RemoteRows;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.serving.calls.Call;
import io.tidemark.serving.calls.Calls;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.RangeAwayException;
import io.tidemark.serving.ranges.RangeOwners.Owner;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The rows of one range, of one who has it. Where these break off, or are slow to come, they go on at another, or once more at
 * the same: a view's rows are the same wherever they are, and in the same order. Owned by one thread. To be closed.
 */
final class OwnedRows implements AutoCloseable {
    private final RangeOwners owners;
    private final RangeQuestion question;
    private final String place;
    private final IndexRow row = new IndexRow();

    private Sent sent;
    private boolean isAtRow;
    /** The last row that was passed on; null before the first. */
    private GroupKey group;

    private long tileMillis;

    /**
     * What one of them sends.
     *
     * @param isAtRow whether it has a row that was not passed on yet: it is at the first
     */
    private record Sent(Owner owner, RemoteRows rows, boolean isAtRow) {}

    /** @param place what the range is, for who hears that it is away */
    OwnedRows(RangeOwners owners, RangeQuestion question, String place) {
        this.owners = owners;
        this.question = question;
        this.place = place;
    }

    /**
     * Goes to the next row. Returns whether there is one.
     *
     * @throws RangeAwayException if nobody who has the range can be asked for it any more
     */
    boolean next() {
        isAtRow = sent == null ? open() : movesOn();
        if (isAtRow) {
            group = sent.rows().group();
            tileMillis = sent.rows().tileMillis();
        }
        return isAtRow;
    }

    /** Whether there was another when it last went to the next. */
    boolean isAtRow() {
        return isAtRow;
    }

    private boolean movesOn() {
        try {
            return sent.rows().next();
        } catch (RangeOwners.AwayException broken) {
            RealtimeScan.endIfAbandoned();
            sent.owner().pace().disappointed(System.nanoTime());
            return open();
        }
    }

    /**
     * Asks those who have the range until one of them is at a row that was not passed on, or has no more: what is opened has so
     * come further each time, and ends.
     */
    private boolean open() {
        Deque<Owner> untried = owners.inOrder();
        List<String> reasons = new ArrayList<>();
        Throwable last = null;
        Calls<Owner, Sent> calls = owners.calls(late -> late.rows().close());
        try {
            askNext(untried, calls);
            while (!calls.underWay().isEmpty()) {
                Call<Owner, Sent> ended = calls.next();
                if (ended != null && ended.failure() == null) {
                    sent = ended.given();
                    owners.prefer(sent.owner());
                    return sent.isAtRow();
                }
                if (ended != null) {
                    RealtimeScan.endIfAbandoned();
                    last = ended.failure();
                    reasons.add(Reason.of(last));
                }
                if (ended != null || !calls.late().isEmpty()) {
                    askNext(untried, calls);
                }
            }
        } finally {
            calls.end();
        }
        throw new RangeAwayException(
                place, "no serving node that has it can be asked: " + String.join("; ", reasons), last);
    }

    /** One that is in doubt is asked only if nobody else is: where all are slow, asking twice makes all slower. */
    private void askNext(Deque<Owner> untried, Calls<Owner, Sent> calls) {
        Owner next = untried.peek();
        if (next != null && (calls.underWay().isEmpty() || !next.pace().isDoubtful())) {
            untried.remove();
            calls.send(next, next.pace(), () -> sentBy(next));
        }
    }

    private Sent sentBy(Owner owner) {
        RemoteRows rows = owners.rows(group == null ? question : question.from(group), owner);
        try {
            boolean isAtRow = rows.next();
            while (isAtRow && !isNew(rows)) {
                isAtRow = rows.next();
            }
            return new Sent(owner, rows, isAtRow);
        } catch (Throwable broken) {
            rows.close();
            throw broken;
        }
    }

    private boolean isNew(RemoteRows rows) {
        int order = group == null ? 1 : rows.group().compareTo(group);
        return order > 0 || (order == 0 && rows.tileMillis() > tileMillis);
    }

    GroupKey group() {
        return group;
    }

    /** As a visitor sees it. */
    IndexRow row() {
        ByteReader accumulators = sent.rows().accumulators();
        byte[] bytes = accumulators.readRaw(accumulators.remaining());
        return row.of(group).at(tileMillis, bytes, 0, bytes.length);
    }

    @Override
    public void close() {
        if (sent != null) {
            sent.rows().close();
        }
    }
}
