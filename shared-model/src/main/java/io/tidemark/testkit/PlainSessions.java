package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.session.SessionMetric;
import io.tidemark.session.Sessions;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sessions by the plainest means: a group's events sorted by time, and walked through. */
final class PlainSessions<E> {
    private final AggregationDefinition<E> definition;
    private final Map<GroupKey, List<Taken<E>>> groups = new TreeMap<>();

    private record Taken<E>(E event, EventPosition at) {
        long millis() {
            return at.eventTimeMillis();
        }
    }

    PlainSessions(AggregationDefinition<E> definition) {
        this.definition = definition;
    }

    void add(GroupKey group, E event, EventPosition at) {
        groups.computeIfAbsent(group, any -> new ArrayList<>()).add(new Taken<>(event, at));
    }

    Map<PlainFold.Session, List<Object>> results() {
        Map<PlainFold.Session, List<Object>> results = new TreeMap<>();
        Sessions sessions = definition.sessions().orElseThrow();
        groups.forEach((group, events) -> {
            List<Taken<E>> sorted = new ArrayList<>(events);
            sorted.sort(Comparator.comparing(Taken::millis));
            int from = 0;
            for (int i = 1; i <= sorted.size(); i++) {
                if (i == sorted.size()
                        || sorted.get(i).millis() - sorted.get(i - 1).millis() > sessions.gapMillis()) {
                    cut(sorted.subList(from, i), sessions)
                            .forEach((span, taken) -> results.put(new PlainFold.Session(group, span), metrics(taken)));
                    from = i;
                }
            }
        });
        return results;
    }

    /** A stretch, or the pieces of one that is too long. */
    private Map<TimeRange, List<Taken<E>>> cut(List<Taken<E>> stretch, Sessions sessions) {
        long first = stretch.get(0).millis();
        long last = stretch.get(stretch.size() - 1).millis();
        if (last - first <= sessions.maxMillis()) {
            return Map.of(new TimeRange(first, last + sessions.gapMillis()), stretch);
        }
        TreeMap<Long, List<Taken<E>>> byPiece = new TreeMap<>();
        stretch.forEach(taken -> byPiece.computeIfAbsent(
                        Math.floorDiv(taken.millis(), sessions.maxMillis()), any -> new ArrayList<>())
                .add(taken));
        Map<TimeRange, List<Taken<E>>> pieces = new TreeMap<>(Comparator.comparing(TimeRange::firstMillis));
        byPiece.forEach((piece, taken) -> {
            long end =
                    piece.equals(byPiece.lastKey()) ? last + sessions.gapMillis() : (piece + 1) * sessions.maxMillis();
            pieces.put(new TimeRange(taken.get(0).millis(), end), taken);
        });
        return pieces;
    }

    @SuppressWarnings("unchecked") // Each metric of an aggregation that has sessions is one.
    private List<Object> metrics(List<Taken<E>> events) {
        List<Object> results = new ArrayList<>();
        for (Metric<E> metric : definition.metrics()) {
            results.add(result((SessionMetric<E, ?, ?>) (Object) metric.aggregator(), events));
        }
        return results;
    }

    private static <E, A> Object result(SessionMetric<E, A, ?> metric, List<Taken<E>> events) {
        Aggregator<E, A, ?> own = metric.metric();
        A accumulator = own.create();
        for (Taken<E> taken : events) {
            if (metric.where().isEmpty() || metric.where().get().test(taken.event())) {
                own.add(accumulator, taken.event(), taken.at());
            }
        }
        return own.result(accumulator);
    }
}
