package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.merge.question.Ranking.Order;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * The best groups so far, never more than asked for, each with what it comes to. Owned by one thread.
 *
 * @param <T> what is kept of a group
 */
final class TopGroups<T> {
    private final String place;
    private final int size;
    private final Comparator<Object> values;
    private final Comparator<Ranked<T>> bestFirst;
    private final PriorityQueue<Ranked<T>> worstFirst;

    private record Ranked<T>(Object value, GroupKey group, T kept) {}

    /**
     * @param place what is told of values that cannot be compared: an aggregation and its metric
     */
    TopGroups(Order order, int size, String place) {
        this.place = place;
        this.size = size;
        values = Comparator.nullsLast(
                order == Order.GREATEST_FIRST ? (a, b) -> ascending(b, a) : (a, b) -> ascending(a, b));
        bestFirst =
                Comparator.<Ranked<T>, Object>comparing(Ranked::value, values).thenComparing(Ranked::group);
        worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    /** All values of one metric are of one class, which compares with itself. */
    @SuppressWarnings("unchecked")
    private int ascending(Object a, Object b) {
        try {
            return ((Comparable<Object>) a).compareTo(b);
        } catch (Throwable thrown) {
            throw UserCode.cannotAnswer(thrown, place);
        }
    }

    /** Takes a group; what is kept of it is made only if it is among the best so far. */
    void add(Object value, GroupKey group, Supplier<T> kept) {
        boolean isFull = worstFirst.size() == size;
        if (isFull && values.compare(value, worstFirst.peek().value()) > 0) {
            return;
        }
        worstFirst.add(new Ranked<>(value, group, kept.get()));
        if (isFull) {
            worstFirst.poll();
        }
    }

    List<T> best() {
        List<Ranked<T>> ranked = new ArrayList<>(worstFirst);
        ranked.sort(bestFirst);
        return ranked.stream().map(Ranked::kept).toList();
    }
}
