package io.tidemark.serving.merge;

import io.tidemark.serving.merge.Ranking.Order;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The best rows so far, never more than asked for. Owned by one thread. */
final class TopGroups {
    private final int size;
    private final Comparator<Object> values;
    private final Comparator<Ranked> bestFirst;
    private final PriorityQueue<Ranked> worstFirst;

    private record Ranked(Object value, AnswerRow row) {}

    TopGroups(Ranking ranking) {
        size = ranking.size();
        values = Comparator.nullsLast(
                ranking.order() == Order.GREATEST_FIRST ? (a, b) -> ascending(b, a) : (a, b) -> ascending(a, b));
        bestFirst = Comparator.comparing(Ranked::value, values)
                .thenComparing(ranked -> ranked.row().group());
        worstFirst = new PriorityQueue<>(bestFirst.reversed());
    }

    /** All values of one metric are of one class, which compares with itself. */
    @SuppressWarnings("unchecked")
    private static int ascending(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** Whether a group of this value could be among the best; a tie is settled by {@link #add}. */
    boolean wants(Object value) {
        return worstFirst.size() < size
                || values.compare(value, worstFirst.peek().value()) <= 0;
    }

    void add(Object value, AnswerRow row) {
        worstFirst.add(new Ranked(value, row));
        if (worstFirst.size() > size) {
            worstFirst.poll();
        }
    }

    List<AnswerRow> rows() {
        List<Ranked> ranked = new ArrayList<>(worstFirst);
        ranked.sort(bestFirst);
        return ranked.stream().map(Ranked::row).toList();
    }
}
