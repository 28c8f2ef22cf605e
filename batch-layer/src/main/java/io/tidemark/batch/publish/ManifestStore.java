package io.tidemark.batch.publish;

import io.tidemark.batch.lists.Lists;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.ViewId;
import io.tidemark.manifest.json.ManifestJson;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The manifests below a root, {@code manifests/<number in 20 digits>.json}. The newest is remembered, so that asking
 * again costs one look at the next number. Safe for use by many threads, and with other processes on the same root.
 */
public final class ManifestStore {
    private static final String DIRECTORY = "manifests";
    private static final int DIGITS = 20;

    private final Storage storage;
    private final Clock clock;
    private final KeepSettings keep;
    private final Cut cut;
    private final ListSettings listing;
    private final Lists lists;
    private final AtomicReference<Remembered> remembered = new AtomicReference<>(Remembered.NONE);
    /** By topic, what its lists were kept as they were for. */
    private final Map<String, Fault> unlisted = new ConcurrentSkipListMap<>();

    /**
     * The newest that was seen.
     *
     * @param modified when its file was: one that has its number and is of another time is another one, as where another disk
     *     was mounted in the place of this one
     */
    private record Remembered(Manifest manifest, Optional<Instant> modified) {
        static final Remembered NONE = new Remembered(Manifest.NONE, Optional.empty());
    }

    /** @param clock tells when a manifest was published */
    public ManifestStore(Storage storage, Clock clock) {
        this(storage, clock, KeepSettings.DEFAULT);
    }

    /** @param keep how long what nobody needs to go on is kept: other versions of aggregations, and the archive */
    public ManifestStore(Storage storage, Clock clock, KeepSettings keep) {
        this(storage, clock, Cut.PROVEN, ListSettings.DEFAULT, keep);
    }

    /**
     * For the simulation, which takes decisions of the cut away.
     *
     * @param listing when files go into lists
     */
    public ManifestStore(Storage storage, Clock clock, Cut cut, ListSettings listing, KeepSettings keep) {
        this.storage = storage;
        this.clock = clock;
        this.keep = keep;
        this.cut = cut;
        this.listing = listing;
        this.lists = new Lists(storage);
    }

    /** When files go into lists. */
    public ListSettings listing() {
        return listing;
    }

    /** How long what nobody needs to go on is kept. */
    public KeepSettings keep() {
        return keep;
    }

    /** Why lists of the archive were kept as they were when views were last published here. */
    public List<Fault> unlisted() {
        return List.copyOf(unlisted.values());
    }

    /** The lists that manifests here refer to. */
    public Lists lists() {
        return lists;
    }

    /**
     * The manifest with the highest number, or {@link Manifest#NONE}.
     *
     * @throws ManifestException if it is damaged
     */
    public Manifest newest() {
        Remembered before = remembered.get();
        Remembered newest = before;
        while (true) {
            Optional<Remembered> next = find(newest.manifest().number() + 1);
            if (next.isEmpty()) {
                break;
            }
            newest = next.get();
        }
        // Old ones are deleted lowest first: if the one we stand on is gone, its successor may be gone as well.
        if (newest.equals(Remembered.NONE) || !isThere(newest)) {
            newest = highestListed();
            remembered.compareAndSet(before, newest);
        }
        remember(newest);
        return newest.manifest();
    }

    /**
     * The same, or the newest before it that is not damaged: for whoever asks where lists end, which is never taken back.
     *
     * @throws ManifestException if all are damaged
     */
    public Manifest newestReadable() {
        try {
            return newest();
        } catch (ManifestException newest) {
            List<Long> numbers = numbers();
            for (int i = numbers.size() - 1; i >= 0; i--) {
                try {
                    Optional<Manifest> manifest = manifest(numbers.get(i));
                    if (manifest.isPresent()) {
                        return manifest.get();
                    }
                } catch (ManifestException older) {
                    newest.addSuppressed(older);
                }
            }
            throw newest;
        }
    }

    private boolean isThere(Remembered known) {
        return storage.modified(path(known.manifest().number())).equals(known.modified());
    }

    private Optional<Remembered> find(long number) {
        Optional<Instant> modified = number <= 0 ? Optional.empty() : storage.modified(path(number));
        return modified.isEmpty()
                ? Optional.empty()
                : manifest(number).map(manifest -> new Remembered(manifest, modified));
    }

    /**
     * A manifest by its number; empty if there is none or it was swept away.
     *
     * @throws ManifestException if it is damaged
     */
    public Optional<Manifest> manifest(long number) {
        if (number <= 0 || !storage.exists(path(number))) {
            return Optional.empty();
        }
        Manifest manifest = ManifestJson.read(storage.read(path(number)), path(number), lists);
        if (manifest.number() != number) {
            throw new ManifestException(path(number), "says it is number " + manifest.number(), null);
        }
        return Optional.of(manifest);
    }

    /**
     * What a run has published.
     *
     * @param manifest the one that names its views; the newest there was if all were superseded
     * @param superseded the views that another run has replaced since; theirs must be redone on what that one published
     */
    public record Published(Manifest manifest, Set<ViewId> superseded) {}

    /**
     * Publishes one view.
     *
     * @return the manifest that names it; empty if it was superseded
     */
    public Optional<Manifest> publish(Manifest base, AggregationView next) {
        Published published = publish(base, List.of(next));
        return published.superseded().isEmpty() ? Optional.of(published.manifest()) : Optional.empty();
    }

    /**
     * Publishes all that a run has made in one manifest (PROTOCOL 30), each view by compare and swap (PROTOCOL 6): only if
     * its entry in the newest manifest is still the one in {@code base}, whatever other views, other versions of the same
     * aggregation among them, were published since.
     *
     * @param base the manifest that the run read
     */
    public Published publish(Manifest base, Collection<AggregationView> next) {
        return publish(base, next, List.of());
    }

    /**
     * What a run would add to the lists of a topic's archive.
     *
     * @param topic whose
     * @param base what the lists were that it goes on from; if they are others by now, nothing is added
     */
    public record MoreListed(String topic, ListedArchive base, ArchiveLister lister) {}

    /** Writes lists of archive files. */
    @FunctionalInterface
    public interface ArchiveLister {
        /**
         * Writes those of one topic.
         *
         * @param next the manifest that they are for, but for them
         * @throws FaultException if a list that it needs cannot be read: the topic's stay as they are
         */
        ListedArchive list(Manifest next, NewLists into);
    }

    /**
     * As the other, and with what it publishes goes what the archive's lists tell of it; of a topic for which that cannot be
     * told, they stay as they are, and {@link #unlisted} says why.
     */
    public Published publish(Manifest base, Collection<AggregationView> next, List<MoreListed> more) {
        while (true) {
            Manifest newest = newest();
            Set<ViewId> superseded = new TreeSet<>();
            List<AggregationView> changed = new ArrayList<>();
            for (AggregationView view : next) {
                Optional<AggregationView> current = newest.view(view.id());
                if (current.isPresent() && current.get().equals(view)) {
                    continue;
                }
                if (!cut.mayPublish(base.view(view.id()), current)) {
                    superseded.add(view.id());
                } else {
                    changed.add(view);
                }
            }
            if (changed.isEmpty()) {
                return new Published(newest, superseded);
            }
            NewLists into = new NewLists(storage);
            Manifest views = newest.with(listed(newest, changed, into), clock.instant())
                    .without(Forsaken.of(
                            newest, changed, clock.millis() - keep.versions().toMillis()));
            Manifest candidate = views.listing(archives(views, more, into));
            into.publish();
            if (isPublished(candidate)) {
                find(candidate.number()).ifPresent(this::remember);
                return new Published(candidate, superseded);
            }
            // Somebody took the number; what they published decides whether ours may follow.
            if (newest().number() < candidate.number()) {
                throw new ManifestException(path(candidate.number()), "is taken by what is no file", null);
            }
        }
    }

    private List<AggregationView> listed(Manifest newest, List<AggregationView> changed, NewLists into) {
        ViewListing views = new ViewListing(listing, into, lists);
        return changed.stream()
                .map(view -> view.naming(
                        views.listed(view.files(), newest.view(view.id()).map(AggregationView::content))))
                .toList();
    }

    private SortedMap<String, ListedArchive> archives(Manifest next, List<MoreListed> more, NewLists into) {
        TreeMap<String, ListedArchive> archives = new TreeMap<>(next.archives());
        for (MoreListed each : more) {
            if (!next.archive(each.topic()).equals(each.base())) {
                continue;
            }
            try {
                archives.put(each.topic(), each.lister().list(next, into));
                unlisted.remove(each.topic());
            } catch (FaultException e) {
                // No view is made of lists: what they do not tell yet is gone through file by file, and another run
                // lists it.
                unlisted.put(each.topic(), e.fault());
            }
        }
        return archives;
    }

    /**
     * Makes a manifest the next one, if its number is free.
     *
     * @throws StorageException if that may have happened or not: what is made on the newest one then is right either way
     */
    private boolean isPublished(Manifest candidate) {
        String id = UUID.randomUUID().toString();
        String path = path(candidate.number());
        return switch (storage.publishIfAbsent(path, ManifestJson.write(candidate, id))) {
            case PUBLISHED -> true;
            case LOST -> false;
            case UNKNOWN -> isOurs(path, id);
        };
    }

    private boolean isOurs(String path, String id) {
        if (!storage.exists(path)) {
            // It may appear yet.
            throw StorageException.unknown(path);
        }
        return ManifestJson.id(storage.read(path), path).equals(id);
    }

    /**
     * Publishes a manifest without any version of some aggregations, and without what lists tell of the archive of some topics,
     * if the newest has any of it: they begin anew.
     */
    public void forget(Set<String> aggregations, Set<String> topics) {
        change(newest -> {
            List<ViewId> forgotten = newest.views().keySet().stream()
                    .filter(id -> aggregations.contains(id.name()))
                    .toList();
            TreeMap<String, ListedArchive> archives = new TreeMap<>(newest.archives());
            boolean isListed = archives.keySet().removeAll(topics);
            return forgotten.isEmpty() && !isListed
                    ? newest
                    : newest.with(List.of(), clock.instant()).without(forgotten).listing(archives);
        });
    }

    /**
     * Publishes a manifest in which what lists tell of the archive has changed, and nothing else; none if nothing has.
     *
     * @param change gives what they are to tell, by topic, once the lists are published; asked again if somebody was first
     * @return the newest manifest
     */
    public Manifest relist(Function<Manifest, SortedMap<String, ListedArchive>> change) {
        return change(newest -> {
            SortedMap<String, ListedArchive> archives = change.apply(newest);
            return archives.equals(newest.archives())
                    ? newest
                    : newest.with(List.of(), clock.instant()).listing(archives);
        });
    }

    private Manifest change(UnaryOperator<Manifest> change) {
        while (true) {
            Manifest newest = newest();
            Manifest candidate = change.apply(newest);
            if (candidate.equals(newest) || isPublished(candidate)) {
                return candidate;
            }
        }
    }

    /** The numbers that are there, lowest first. */
    public List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        for (String path : storage.list(DIRECTORY)) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            // What is longer than a number can be is none.
            if (name.matches("0[0-8]\\d{" + (DIGITS - 2) + "}\\.json")) {
                numbers.add(Long.parseLong(name.substring(0, DIGITS)));
            }
        }
        return numbers;
    }

    void delete(long number) {
        storage.delete(path(number));
    }

    private Remembered highestListed() {
        List<Long> numbers = numbers();
        return numbers.isEmpty()
                ? Remembered.NONE
                : find(numbers.get(numbers.size() - 1)).orElse(Remembered.NONE);
    }

    private void remember(Remembered seen) {
        remembered.accumulateAndGet(
                seen, (old, now) -> now.manifest().number() > old.manifest().number() ? now : old);
    }

    private static String path(long number) {
        return String.format(Locale.ROOT, "%s/%0" + DIGITS + "d.json", DIRECTORY, number);
    }
}
