package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts each event under its own place in the log, {@code partition:offset}, so that any loss or double count shows as
 * itself. Grows with the number of events: for tests.
 */
public final class SeenPositions<E> implements Aggregator<E, Map<String, Long>, Map<String, Long>> {
    @Override
    public Map<String, Long> create() {
        return new TreeMap<>();
    }

    @Override
    public void add(Map<String, Long> seen, E event, EventPosition at) {
        seen.merge(at.partition() + ":" + at.offset(), 1L, Long::sum);
    }

    @Override
    public void merge(Map<String, Long> into, Map<String, Long> from) {
        from.forEach((position, count) -> into.merge(position, count, Long::sum));
    }

    @Override
    public Map<String, Long> result(Map<String, Long> seen) {
        return new TreeMap<>(seen);
    }

    @Override
    public void write(Map<String, Long> seen, ByteWriter out) {
        out.writeVarInt(seen.size());
        seen.forEach((position, count) -> {
            out.writeString(position);
            out.writeVarLong(count);
        });
    }

    @Override
    public Map<String, Long> read(ByteReader in) {
        Map<String, Long> seen = create();
        for (int i = in.readVarInt(); i > 0; i--) {
            seen.put(in.readString(), in.readVarLong());
        }
        return seen;
    }

    @Override
    public ResultType resultType() {
        return ResultType.JSON;
    }

    @Override
    public String describe() {
        return "seenPositions";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT);
    }
}
