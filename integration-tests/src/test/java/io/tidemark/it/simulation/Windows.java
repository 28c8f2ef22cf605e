package io.tidemark.it.simulation;

import io.tidemark.fold.GroupKey;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts windows together from what the plain fold has of each tile, for the metrics whose results add up. */
final class Windows {
    /** Far beyond what adding up in another order makes of numbers such as ours. */
    private static final double CLOSE = 1e-9;

    private static final Comparator<Place> IN_ORDER = Comparator.comparing(Place::group)
            .thenComparing(place -> place.window().firstMillis());

    /** A group's window. */
    record Place(GroupKey group, TimeRange window) {}

    private Windows() {}

    /**
     * @param rows of unexpired tiles
     * @param expiredBefore a window that begins before has expired (PROTOCOL 9)
     */
    static TreeMap<Place, List<Object>> of(Map<Cell, List<Object>> rows, Asked asked, long expiredBefore) {
        TreeMap<Place, List<Object>> windows = new TreeMap<>(IN_ORDER);
        rows.forEach((cell, results) -> {
            for (TimeRange whole : asked.asking().windowsOf(cell.tileMillis())) {
                TimeRange window = asked.asking().isOfOneWindow() ? unexpired(whole, expiredBefore) : whole;
                if (window.firstMillis() >= expiredBefore) {
                    List<Object> wanted =
                            asked.metrics().stream().map(results::get).toList();
                    windows.merge(new Place(cell.group(), window), wanted, Windows::sum);
                }
            }
        });
        // PROTOCOL 18: what is left of a window is known when all of it is put together.
        asked.countMetric().ifPresent(count -> windows.values()
                .removeIf(results -> results.get(count).equals(0L)));
        return windows;
    }

    /** The sessions that overlap a range, of a definition of which no tile expires. */
    static TreeMap<Place, List<Object>> sessions(PlainFold<Reading> fold, TimeRange range, List<Integer> metrics) {
        TreeMap<Place, List<Object>> sessions = new TreeMap<>(IN_ORDER);
        fold.sessions().forEach((session, results) -> {
            if (range.overlaps(session.span().firstMillis(), session.span().endMillis())) {
                sessions.put(
                        new Place(session.group(), session.span()),
                        metrics.stream().map(results::get).toList());
            }
        });
        return sessions;
    }

    /** The one window that was asked for is answered as far as its tiles are kept, and says so. */
    private static TimeRange unexpired(TimeRange whole, long expiredBefore) {
        return new TimeRange(Math.max(whole.firstMillis(), expiredBefore), whole.endMillis());
    }

    private static List<Object> sum(List<Object> one, List<Object> other) {
        List<Object> sum = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(sum(one.get(i), other.get(i)));
        }
        return sum;
    }

    private static Object sum(Object one, Object other) {
        if (one instanceof Long number) {
            return number + (Long) other;
        }
        if (one instanceof Double number) {
            return number + (Double) other;
        }
        Map<Object, Long> both = new TreeMap<>();
        for (Object each : List.of(one, other)) {
            ((Map<?, ?>) each).forEach((position, count) -> both.merge(position, (Long) count, Long::sum));
        }
        return both;
    }

    /** Whether an answer says the same, numbers with a fraction being close. */
    static boolean areSame(List<Object> expected, List<Object> actual) {
        boolean same = expected.size() == actual.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = expected.get(i) instanceof Double number && actual.get(i) instanceof Double other
                    ? Math.abs(number - other) <= CLOSE * Math.max(1, Math.abs(number))
                    : expected.get(i).equals(actual.get(i));
        }
        return same;
    }
}
