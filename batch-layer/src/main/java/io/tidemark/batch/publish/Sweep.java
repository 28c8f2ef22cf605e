package io.tidemark.batch.publish;

import io.tidemark.batch.lists.NewLists;
import io.tidemark.batch.storage.SignsOfLife;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes manifests, lists and view files that nobody can need any more, and what writers have left behind. Kept are the newest
 * manifests, whatever their age, all that are younger than the grace, and every file that one of those names; and the
 * unfinished files of every writer that lives, however slow it is: each shows that by {@code control/writers/<writer>}. So is
 * what followers are at. Of the archive goes what every kept manifest has forgotten. Safe for use by many threads.
 */
public final class Sweep {
    private static final String VIEWS = "views";
    /** What operators remember, in as many levels of directories. */
    private static final String OPERATORS = "operators";

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Duration BEAT = Duration.ofSeconds(30);
    /** A writer that gave no sign of life for so long is gone. */
    static final Duration SILENCE = Duration.ofMinutes(10);

    /** For writers that never gave any, such as a former version: longer than any file is open, but where an epoch is longer. */
    private static final Duration UNFINISHED = Duration.ofDays(7);

    /** A busy partition's file is open for an interval and a half, a silent one's for an interval and two graces. */
    private static final int INTERVALS = 4;

    private final Storage storage;
    private final ManifestStore manifests;
    private final Clock clock;
    private final KeepSettings keep;
    private final BatchInterval interval;
    private final SignsOfLife writers;
    private final Others others;
    /** The thread's that calls {@link #beat}. */
    private Instant lastBeat = Instant.MIN;

    /** What else goes by the manifests that are kept. */
    @FunctionalInterface
    public interface Further {
        /** Returns how many files were deleted. */
        int sweep(Collection<Manifest> kept);
    }

    /**
     * What is no matter of manifests and their age.
     *
     * @param lowest the lowest manifest that somebody needs who is not seen here, with all later ones; {@link Long#MAX_VALUE}
     *     if nobody does, 0 if that is not known
     */
    public record Others(Further further, LongSupplier lowest) {}

    /** Of whoever keeps all of the archive. */
    public Sweep(Storage storage, ManifestStore manifests, Clock clock, KeepSettings keep, BatchInterval interval) {
        this(storage, manifests, clock, keep, interval, new Others(kept -> 0, () -> Long.MAX_VALUE));
    }

    public Sweep(
            Storage storage,
            ManifestStore manifests,
            Clock clock,
            KeepSettings keep,
            BatchInterval interval,
            Others others) {
        this.others = others;
        this.storage = storage;
        this.manifests = manifests;
        this.clock = clock;
        this.keep = keep;
        this.interval = interval;
        this.writers = new SignsOfLife(storage, clock, "control/writers", SILENCE, Storage::isWriter);
    }

    /** Shows others that this writer lives, and looks which of them do. Called again and again, by one thread. */
    public void beat() {
        Instant now = clock.instant();
        if (new Pause(lastBeat, BEAT).isOverAt(now)) {
            lastBeat = now;
            writers.beat(storage.writer());
            writers.look();
        }
    }

    /** This writer comes to its end, and leaves nothing behind. */
    public void end() {
        writers.end(storage.writer());
    }

    /** Returns how many files were deleted. */
    public int sweep() {
        Instant before = clock.instant().minus(keep.grace());
        int deleted = sweepTemporaries();
        List<Long> numbers = manifests.numbers();
        Set<String> needed = new HashSet<>();
        List<Manifest> kept = new ArrayList<>();
        int old = old(numbers, before, kept);
        Set<String> untold = new HashSet<>();
        kept.forEach(manifest -> addFiles(manifest, needed, untold));
        // Lowest first, as readers rely on.
        for (long number : numbers.subList(0, old)) {
            manifests.delete(number);
            deleted++;
        }
        return deleted
                + sweepFiles(NewLists.DIRECTORY, needed, before)
                + sweepViews(VIEWS, needed, untold, before)
                + sweepViews(OPERATORS, needed, untold, before)
                + others.further().sweep(kept);
    }

    private int sweepTemporaries() {
        SignsOfLife.Seen seen = writers.look();
        int deleted = storage.deleteTemporaries(seen, clock.instant().minus(unfinished()));
        seen.silent().stream()
                .filter(writer -> !writer.equals(storage.writer()))
                .forEach(writers::end);
        return deleted;
    }

    /**
     * How many of the lowest are old, all others being kept with what they name. None was published later than the one after
     * it, whatever a clock that was ahead has written into it; and what is below an old one need not be readable.
     */
    private int old(List<Long> numbers, Instant before, List<Manifest> kept) {
        long lowest = others.lowest().getAsLong();
        Instant published = Instant.MAX;
        for (int old = numbers.size(); old > 0; old--) {
            Optional<Manifest> manifest = manifests.manifest(numbers.get(old - 1));
            if (manifest.isPresent() && manifest.get().published().isBefore(published)) {
                published = manifest.get().published();
            }
            boolean isSpare = numbers.size() - old >= keep.manifests() && numbers.get(old - 1) < lowest;
            if (isSpare && published.isBefore(before)) {
                return old;
            }
            manifest.ifPresent(kept::add);
        }
        return 0;
    }

    /** What another process may still be at: an archive file stays open for as long as its epoch lasts (PROTOCOL 24). */
    private Duration unfinished() {
        Duration epochs = Duration.ofMillis(interval.millis()).multipliedBy(INTERVALS);
        return epochs.compareTo(UNFINISHED) > 0 ? epochs : UNFINISHED;
    }

    /** @param untold gets the directories of views of which nobody can tell what they need */
    private static void addFiles(Manifest manifest, Set<String> needed, Set<String> untold) {
        for (AggregationView view : manifest.views().values()) {
            view.content()
                    .sections()
                    .forEach(section -> needed.add(section.list().path()));
            try {
                needed.addAll(view.remembered().paths());
                view.files().stream().map(ViewFile::path).forEach(needed::add);
            } catch (StorageException e) {
                LOG.warn("files of a view are all kept, since a list of them cannot be read fault={}", e.fault());
                untold.add(VIEWS + "/" + view.aggregation() + "/" + view.fingerprint());
            }
        }
        for (ListedArchive archive : manifest.archives().values()) {
            archive.sections().forEach(section -> needed.add(section.list().path()));
            archive.replaced().forEach(replaced -> needed.add(replaced.list().path()));
        }
    }

    private int sweepViews(String root, Set<String> needed, Set<String> untold, Instant before) {
        int deleted = 0;
        for (String aggregation : storage.directories(root)) {
            for (String fingerprint : storage.directories(aggregation)) {
                if (untold.contains(fingerprint)) {
                    continue;
                }
                for (String slice : storage.directories(fingerprint)) {
                    deleted += sweepFiles(slice, needed, before);
                }
            }
        }
        return deleted;
    }

    private int sweepFiles(String directory, Set<String> needed, Instant before) {
        int deleted = 0;
        for (String path : storage.list(directory)) {
            boolean isOld =
                    storage.modified(path).filter(at -> at.isBefore(before)).isPresent();
            if (isOld && !needed.contains(path)) {
                storage.delete(path);
                deleted++;
            }
        }
        return deleted;
    }
}
