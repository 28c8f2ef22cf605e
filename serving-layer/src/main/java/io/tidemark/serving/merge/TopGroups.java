package io.tidemark.serving.merge;

import io.tidemark.aggregator.OrderedAggregator;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.Ranking.Order;
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
    private final boolean isGreatestFirst;
    /** Whether the order of results is that of their class. */
    private final boolean isNatural;

    private final Comparator<Ranked<T>> bestFirst;
    private final PriorityQueue<Ranked<T>> worstFirst;
    /** What others have to be better than; null as long as there is room for any. */
    private Ranked<T> worst;

    private record Ranked<T>(Object value, GroupKey group, T kept) {}

    /** @param size how many groups are kept, whatever the ranking says */
    TopGroups(AggregationDefinition<?> definition, Ranking ranking, int size) {
        this.place = definition.place(ranking.metric());
        this.metric = definition.metrics().get(ranking.metric());
        this.isNatural = !(metric.aggregator() instanceof OrderedAggregator);
        this.size = size;
        isGreatestFirst = ranking.order() == Order.GREATEST_FIRST;
        bestFirst = (one, other) -> compare(one.value(), one.group(), other);
        worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    /** Many groups may be worth the same. */
    private int compare(Object value, GroupKey group, Ranked<T> other) {
        int byValue = compare(value, other.value());
        return byValue != 0 ? byValue : group.compareTo(other.group());
    }

    private int compare(Object one, Object other) {
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? 1 : -1;
        }
        return isGreatestFirst ? ascending(other, one) : ascending(one, other);
    }

    /** The order may be code of a user's. */
    private int ascending(Object one, Object other) {
        if (isNatural && one instanceof Long a && other instanceof Long b) {
            return Long.compare(a, b);
        }
        try {
            return metric.compareResults(one, other);
        } catch (Throwable thrown) {
            throw UserCode.cannotAnswer(thrown, place);
        }
    }

    /** Whether a group is among the best so far: what is kept of others need not be made. */
    boolean isAmong(Object value, GroupKey group) {
        return worst == null || compare(value, group, worst) <= 0;
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
        worst = worstFirst.size() < size ? null : worstFirst.peek();
    }

    List<T> best() {
        List<Ranked<T>> ranked = new ArrayList<>(worstFirst);
        ranked.sort(bestFirst);
        return ranked.stream().map(Ranked::kept).toList();
    }
}
