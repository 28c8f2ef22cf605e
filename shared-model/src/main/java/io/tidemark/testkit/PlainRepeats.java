package io.tidemark.testkit;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.DistinctBy;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The oracle of {@code distinctBy}: remembers for ever when each id came, at the latest log clock. */
final class PlainRepeats<E> {
    private final DistinctBy<E> distinct;
    private final Map<Sighting, Long> lastMillis = new HashMap<>();

    private record Sighting(int partition, List<Object> id) {}

    PlainRepeats(AggregationDefinition<E> definition) {
        distinct = definition.operator().orElse(null) instanceof DistinctBy<E> by ? by : null;
    }

    /** Whether it is a duplicate, or the code throws on it. */
    boolean isRepeated(E event, int partition, long logClockMillis) {
        if (distinct == null) {
            return false;
        }
        List<Object> id = new ArrayList<>();
        try {
            distinct.ids().forEach(field -> id.add(field.value().apply(event)));
        } catch (Throwable thrown) {
            UserCode.requireRecordsFault(thrown, "distinctBy");
            return true;
        }
        if (id.contains(null)) {
            return false;
        }
        Sighting sighting = new Sighting(partition, id);
        Long before = lastMillis.get(sighting);
        lastMillis.merge(sighting, logClockMillis, Math::max);
        return before != null && logClockMillis - before <= distinct.within().toMillis();
    }
}
