package io.tidemark.manifest;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The numbered, immutable description of all batch views. Numbers start at 1, grow by one and are never used again;
 * {@link #NONE} stands for what was before.
 *
 * @param base the number of the manifest this one was made from
 * @param views by version of an aggregation: several of one name may be there, each as its own
 * @param archives by topic: what lists tell of its archive
 */
public record Manifest(
        long number,
        long base,
        Instant published,
        SortedMap<ViewId, AggregationView> views,
        SortedMap<String, ListedArchive> archives) {
    public static final Manifest NONE = new Manifest(0, 0, Instant.EPOCH, new TreeMap<>());

    public Manifest {
        archives = Collections.unmodifiableSortedMap(new TreeMap<>(archives));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        views.forEach((id, view) -> {
            if (!id.equals(view.id())) {
                throw new IllegalArgumentException("the view of " + id + " is one of " + view.id());
            }
        });
    }

    /** One without lists of the archive. */
    public Manifest(long number, long base, Instant published, SortedMap<ViewId, AggregationView> views) {
        this(number, base, published, views, new TreeMap<>());
    }

    /** What lists tell of the archive of a topic; nothing if there are none. */
    public ListedArchive archive(String topic) {
        return archives.getOrDefault(topic, ListedArchive.NONE);
    }

    public Optional<AggregationView> view(ViewId id) {
        return Optional.ofNullable(views.get(id));
    }

    /** The same; an empty view if there is none. */
    public AggregationView viewOrEmpty(ViewId id) {
        return view(id).orElseGet(() -> AggregationView.empty(id));
    }

    /** All versions of an aggregation that are there. */
    public List<AggregationView> versions(String name) {
        return views.values().stream()
                .filter(view -> view.aggregation().equals(name))
                .toList();
    }

    /** The next manifest: this one with one view new or replaced. */
    public Manifest with(AggregationView view, Instant at) {
        return with(List.of(view), at);
    }

    /** The next manifest: this one with some views new or replaced. */
    public Manifest with(Collection<AggregationView> changed, Instant at) {
        TreeMap<ViewId, AggregationView> next = new TreeMap<>(views);
        changed.forEach(view -> next.put(view.id(), view));
        return new Manifest(number + 1, number, at, next, archives);
    }

    /** This manifest with other lists of the archive. */
    public Manifest listing(SortedMap<String, ListedArchive> other) {
        return new Manifest(number, base, published, views, other);
    }

    /** This manifest without some views. */
    public Manifest without(Collection<ViewId> dropped) {
        TreeMap<ViewId, AggregationView> rest = new TreeMap<>(views);
        rest.keySet().removeAll(dropped);
        return new Manifest(number, base, published, rest, archives);
    }
}
