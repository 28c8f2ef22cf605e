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

    /** Whether a group is among the best so far: what is kept of others need not be made. */
    boolean isAmong(Object value, GroupKey group) {
        return worstFirst.size() < size || !isWorse(value, group, worstFirst.peek());
    }

    /** Takes a group that is among the best so far. */
    void add(Object value, GroupKey group, T kept) {
        add(new Ranked<>(value, group, kept));
    }

    /** Takes those of others, which are none of these. */
    void addAll(TopGroups<T> others) {
        others.worstFirst.forEach(this::add);
    }

    private void add(Ranked<T> ranked) {
        worstFirst.add(ranked);
        if (worstFirst.size() > size) {
            worstFirst.poll();
        }
    }

    /** Many groups may be worth the same. */
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
