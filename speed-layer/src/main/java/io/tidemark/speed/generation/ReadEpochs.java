package io.tidemark.speed.generation;

import io.tidemark.cut.Cut;
import io.tidemark.tidemark.LogPosition;
import java.util.ArrayList;
import java.util.List;

/**
 * In which leader epochs a generation came to its places: by this it knows a place of another history of the log, which was
 * rewritten since (PROTOCOL 11). A place is an offset, and its epoch that of what is just below. Owned by its generation.
 */
final class ReadEpochs {
    private final List<Span> left;
    private int epoch;
    private long first;

    /** One epoch, and the first and the last place that are known to be of it; that is before the first if none is yet. */
    record Span(int epoch, long first, long last) {}

    /** Whoever begins at a place was told of its epoch by others, for whom it may be that of the record to come. */
    ReadEpochs(LogPosition begin) {
        left = new ArrayList<>();
        epoch = begin.leaderEpoch();
        first = begin.offset() + 1;
    }

    /** @param stored as {@link #spans} gave them */
    ReadEpochs(List<Span> stored) {
        left = new ArrayList<>(stored);
        Span last = left.remove(left.size() - 1);
        epoch = last.epoch();
        first = last.first();
    }

    /** The epoch of the place that was reached last. */
    int newest() {
        return epoch;
    }

    /** Comes to a place of another epoch. */
    void enter(int newEpoch, long before, long place) {
        Span last = left.isEmpty() ? null : left.get(left.size() - 1);
        if (epoch < 0 && last != null && last.epoch() == newEpoch) {
            // Nothing was known between two places of one epoch: it was that epoch all along.
            left.remove(left.size() - 1);
            first = last.first();
        } else {
            if (before >= first) {
                left.add(new Span(epoch, first, before));
            }
            first = place;
        }
        epoch = newEpoch;
    }

    /** Forgets what lies below a place. */
    void dropBelow(long place) {
        left.removeIf(span -> span.last() < place);
    }

    /** All of them, in order. */
    List<Span> spans(long position) {
        List<Span> spans = new ArrayList<>(left);
        spans.add(new Span(epoch, first, position));
        return spans;
    }

    /**
     * Whether a place that somebody else came to may be of the same history of the log.
     *
     * @param position the place that was reached last
     */
    boolean mayHold(LogPosition other, long position, Cut cut) {
        long place = other.offset();
        int below = first <= place ? epoch : -1;
        int above = position > place ? epoch : -1;
        for (int i = left.size() - 1; i >= 0; i--) {
            Span span = left.get(i);
            below = below < 0 && span.first() <= place ? span.epoch() : below;
            above = span.epoch() >= 0 && span.last() > place ? span.epoch() : above;
        }
        return cut.isOneHistory(below, other.leaderEpoch(), above);
    }

    /**
     * Whether nothing here tells if a place is of the same history: it lies where no records were, between places of other
     * epochs, and what lies there in the log now may not be what somebody else read. The log itself has to be asked.
     *
     * @param start the place that it began at, which the log vouched for
     */
    boolean isInDoubt(LogPosition other, long start, long position) {
        long place = other.offset();
        if (other.leaderEpoch() < 0 || place <= start || place > position || first <= place) {
            return false;
        }
        for (Span span : spans(position)) {
            if (span.last() >= place) {
                return span.first() > place && span.epoch() >= 0 && span.epoch() != other.leaderEpoch();
            }
        }
        return false;
    }
}
