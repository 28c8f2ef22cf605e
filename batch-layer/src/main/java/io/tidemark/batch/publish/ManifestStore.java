package io.tidemark.batch.publish;

import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.ManifestJson;
import io.tidemark.tidemark.CutRule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The manifests below a root, {@code manifests/<number in 20 digits>.json}. The newest is remembered, so that asking
 * again costs one look at the next number. Safe for use by many threads, and with other processes on the same root.
 */
public final class ManifestStore {
    private static final String DIRECTORY = "manifests";
    private static final int DIGITS = 20;

    private final Storage storage;
    private final Clock clock;
    private final Set<CutRule> rules;
    private volatile Manifest remembered = Manifest.NONE;

    /** @param clock tells when a manifest was published */
    public ManifestStore(Storage storage, Clock clock) {
        this(storage, clock, CutRule.ALL);
    }

    /** For the simulation, which takes rules away. */
    public ManifestStore(Storage storage, Clock clock, Set<CutRule> rules) {
        this.storage = storage;
        this.clock = clock;
        this.rules = rules;
    }

    /**
     * The manifest with the highest number, or {@link Manifest#NONE}.
     *
     * @throws ManifestException if it is damaged
     */
    public Manifest newest() {
        Manifest newest = remembered;
        while (true) {
            Optional<Manifest> next = manifest(newest.number() + 1);
            if (next.isEmpty()) {
                break;
            }
            newest = next.get();
        }
        // Old ones are deleted lowest first: if the one we stand on is gone, its successor may be gone as well.
        if (newest.number() == 0 || !storage.exists(path(newest.number()))) {
            newest = highestListed();
        }
        remember(newest);
        return newest;
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
        Manifest manifest = ManifestJson.read(storage.read(path(number)), path(number));
        if (manifest.number() != number) {
            throw new ManifestException(path(number), "says it is number " + manifest.number(), null);
        }
        return Optional.of(manifest);
    }

    /**
     * Publishes an aggregation's new entry by compare and swap (PROTOCOL 6): only if its entry in the newest manifest is
     * still the one in {@code base}, whatever other aggregations have published since.
     *
     * @param base the manifest that the run read
     * @return the manifest that names the new entry; empty if another run came first, and the run must be redone on what
     *     that one published
     */
    public Optional<Manifest> publish(Manifest base, AggregationView next) {
        Optional<AggregationView> expected = base.aggregation(next.aggregation());
        while (true) {
            Manifest newest = newest();
            Optional<AggregationView> current = newest.aggregation(next.aggregation());
            if (current.isPresent() && current.get().equals(next)) {
                return Optional.of(newest);
            }
            if (!current.equals(expected) && rules.contains(CutRule.COMPARE_AND_SWAP)) {
                return Optional.empty();
            }
            Manifest candidate = newest.with(next, clock.instant());
            if (storage.createIfAbsent(path(candidate.number()), ManifestJson.write(candidate))) {
                remember(candidate);
                return Optional.of(candidate);
            }
            // Somebody took the number; what they published decides whether ours may follow.
            if (newest().number() < candidate.number()) {
                throw new ManifestException(path(candidate.number()), "is taken by what is no file", null);
            }
        }
    }

    /** Publishes a manifest without the entries of some aggregations, if the newest has any: they begin anew. */
    public void forget(Set<String> aggregations) {
        while (true) {
            Manifest newest = newest();
            Manifest candidate = newest.without(aggregations, clock.instant());
            if (candidate.aggregations().equals(newest.aggregations())
                    || storage.createIfAbsent(path(candidate.number()), ManifestJson.write(candidate))) {
                return;
            }
        }
    }

    /** The numbers that are there, lowest first. */
    List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        for (String path : storage.list(DIRECTORY)) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.matches("\\d{" + DIGITS + "}\\.json")) {
                numbers.add(Long.parseLong(name.substring(0, DIGITS)));
            }
        }
        return numbers;
    }

    void delete(long number) {
        storage.delete(path(number));
    }

    private Manifest highestListed() {
        List<Long> numbers = numbers();
        return numbers.isEmpty()
                ? Manifest.NONE
                : manifest(numbers.get(numbers.size() - 1)).orElse(Manifest.NONE);
    }

    private synchronized void remember(Manifest manifest) {
        if (manifest.number() > remembered.number()) {
            remembered = manifest;
        }
    }

    private static String path(long number) {
        return String.format(Locale.ROOT, "%s/%0" + DIGITS + "d.json", DIRECTORY, number);
    }
}
