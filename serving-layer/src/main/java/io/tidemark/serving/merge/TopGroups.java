package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.serving.merge.question.Ranking;
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
    private final Metric<?> metric;
    private final int size;
    private final Comparator<Object> values;
    private final Comparator<Ranked<T>> bestFirst;
    private final PriorityQueue<Ranked<T>> worstFirst;

    private record Ranked<T>(Object value, GroupKey group, T kept) {}

    /** @param size how many groups are kept, whatever the ranking says */
    TopGroups(AggregationDefinition<?> definition, Ranking ranking, int size) {
        this.place = definition.place(ranking.metric());
        this.metric = definition.metrics().get(ranking.metric());
        this.size = size;
        values = Comparator.nullsLast(
                ranking.order() == Order.GREATEST_FIRST ? (a, b) -> ascending(b, a) : (a, b) -> ascending(a, b));
        bestFirst =
                Comparator.<Ranked<T>, Object>comparing(Ranked::value, values).thenComparing(Ranked::group);
        worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    /** The order may be code of a user's. */
    private int ascending(Object a, Object b) {
        try {
            return metric.compareResults(a, b);
        } catch (Throwable thrown) {
            throw UserCode.cannotAnswer(thrown, place);
        }
    }

    /** Takes a group; what is kept of it is made only if it is among the best so far. */
    void add(Object value, GroupKey group, Supplier<T> kept) {
        boolean isFull = worstFirst.size() == size;
        if (isFull && isWorse(value, group, worstFirst.peek())) {
            return;
        }
        worstFirst.add(new Ranked<>(value, group, kept.get()));
        if (isFull) {
            worstFirst.poll();
        }
    }

    /** Many groups may be worth the same: what is kept of one is not made to be given up at once. */
    private boolean isWorse(Object value, GroupKey group, Ranked<T> than) {
        int byValue = values.compare(value, than.value());
        return byValue > 0 || (byValue == 0 && group.compareTo(than.group()) > 0);
    }

    List<T> best() {
        List<Ranked<T>> ranked = new ArrayList<>(worstFirst);
        ranked.sort(bestFirst);
        return ranked.stream().map(Ranked::kept).toList();
    }
}
