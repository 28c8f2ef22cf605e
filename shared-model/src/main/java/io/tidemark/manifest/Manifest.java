package io.tidemark.manifest;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbered, immutable description of a batch view. Numbers start at 1, grow by one and are never used again;
 * {@link #NONE} stands for what was before.
 *
 * @param base the number of the manifest this one was made from
 */
public record Manifest(long number, long base, Instant published, SortedMap<String, AggregationView> aggregations) {
    public static final Manifest NONE = new Manifest(0, 0, Instant.EPOCH, new TreeMap<>());

    public Manifest {
        aggregations = Collections.unmodifiableSortedMap(new TreeMap<>(aggregations));
    }

    public Optional<AggregationView> aggregation(String name) {
        return Optional.ofNullable(aggregations.get(name));
    }

    /** The entry for an aggregation if it was made by this definition; otherwise an empty view of it. */
    public AggregationView view(String name, String fingerprint) {
        return aggregation(name)
                .filter(view -> view.fingerprint().equals(fingerprint))
                .orElseGet(() -> AggregationView.empty(name, fingerprint));
    }

    /** The next manifest: this one with one entry replaced. */
    public Manifest with(AggregationView view, Instant at) {
        TreeMap<String, AggregationView> next = new TreeMap<>(aggregations);
        next.put(view.aggregation(), view);
        return new Manifest(number + 1, number, at, next);
    }

    /** The next manifest: this one without the entries of some aggregations. */
    public Manifest without(Collection<String> names, Instant at) {
        TreeMap<String, AggregationView> next = new TreeMap<>(aggregations);
        next.keySet().removeAll(names);
        return new Manifest(number + 1, number, at, next);
    }
}
