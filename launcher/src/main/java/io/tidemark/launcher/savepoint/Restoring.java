package io.tidemark.launcher.savepoint;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.savepoint.Savepoint.Place;
import io.tidemark.log.LogTopics;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.speed.savepoint.StateCopy;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.tidemark.LogId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;

/**
 * Fills the state directory of a node that has none with a savepoint, if it is of the model, the logs and the views that there
 * are. Whatever ends it, the directory is there whole or not at all.
 */
public final class Restoring {
    private static final long CACHE_BYTES = 16L << 20;

    private final Model model;
    private final long intervalMillis;
    private final Storage storage;
    private final Savepoints savepoints;
    private final LogTopics topics;

    /**
     * @param interval the batch interval
     * @param topics says which logs there are
     */
    public Restoring(Model model, Duration interval, Storage storage, LogTopics topics) {
        this.model = model;
        this.intervalMillis = interval.toMillis();
        this.storage = storage;
        this.savepoints = new Savepoints(storage, Clock.systemUTC());
        this.topics = topics;
    }

    /**
     * @param node whose part; empty: of the only one
     * @param state where the node has its state; nobody is at work there
     * @throws ConfigException if it does not fit, or there is state already
     */
    public Savepoint restore(String name, Optional<String> node, Path state) {
        Savepoint savepoint = savepoints.find(name, node);
        requireNone(state);
        requireModel(savepoint);
        Map<String, Map<Integer, Long>> starts = requireLogs(savepoint);
        requireUse(savepoint, new ManifestStore(storage, Clock.systemUTC()).newest(), starts);
        fill(state, savepoint);
        return savepoint;
    }

    private static void requireNone(Path state) {
        if (Files.exists(state)) {
            throw new ConfigException(
                    "TM-SAV-004",
                    "state directory " + state,
                    "is there already",
                    "start the node, which goes on with it; or remove the directory, and restore then");
        }
    }

    private static ConfigException unfit(Savepoint savepoint, String fault, String mend) {
        return new ConfigException("TM-SAV-005", "savepoint \"" + savepoint.name() + "\"", fault, mend);
    }

    private void requireModel(Savepoint savepoint) {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (savepoint.places().stream().noneMatch(place -> place.view().equals(definition.id()))) {
                throw unfit(
                        savepoint,
                        "has no state of aggregation \"" + definition.name()
                                + "\" as it is defined now, of fingerprint " + definition.fingerprint(),
                        "start the node without it, and it reads from the tidemark on");
            }
        }
        for (Place place : savepoint.places()) {
            if (place.intervalMillis() != intervalMillis) {
                throw unfit(
                        savepoint,
                        "is of a batch.interval of " + place.intervalMillis() + " ms, and " + intervalMillis
                                + " ms is set",
                        "start the node without it");
            }
        }
    }

    /** Where each topic's log begins by now. */
    private Map<String, Map<Integer, Long>> requireLogs(Savepoint savepoint) {
        Map<String, Map<Integer, Long>> starts = new HashMap<>();
        for (LogId log : savepoint.places().stream()
                .map(place -> place.id().log())
                .distinct()
                .toList()) {
            LogId now = topics.describe(log.topic()).log();
            if (!now.equals(log)) {
                throw unfit(
                        savepoint,
                        "is of the log of topic \"" + log.topic() + "\" with " + log.describe()
                                + ", and there is that with " + now.describe(),
                        "its offsets mean nothing here: start the node without it");
            }
            starts.put(log.topic(), topics.startOffsets(log.topic()));
        }
        return starts;
    }

    /** Says so if a node that has it would read all that one without it reads. */
    private void requireUse(Savepoint savepoint, Manifest newest, Map<String, Map<Integer, Long>> starts) {
        if (savepoint.manifest() > newest.number()) {
            throw unfit(
                    savepoint,
                    "was taken at manifest " + savepoint.manifest() + ", and the newest in the storage is "
                            + newest.number() + ": the views are older than it",
                    "put the newer copy of the storage back, or start the node without it");
        }
        Collection<Place> ahead = savepoint.places().stream()
                .filter(place -> model.aggregation(place.aggregation()).isPresent())
                .filter(place -> place.end()
                        >= newest.viewOrEmpty(place.view()).tidemark().offset(place.id()))
                .toList();
        if (ahead.isEmpty()) {
            throw unfit(
                    savepoint,
                    "ends before the tidemark in all partitions: runs have passed it",
                    "start the node without it: there is nothing that it would save");
        }
        for (Place place : ahead) {
            long start = starts.get(place.topic()).getOrDefault(place.partition(), 0L);
            if (place.end() < start) {
                throw unfit(
                        savepoint,
                        "ends at offset " + place.end() + " of partition " + place.id() + ", and the log begins at "
                                + start + ": what is between is gone",
                        "take a newer one, or start the node without it");
            }
        }
    }

    private void fill(Path state, Savepoint savepoint) {
        // Beside it, so that a node never finds the half of it, whatever ends this process.
        Path unfinished = state.resolveSibling(state.getFileName() + ".restoring");
        try {
            DirectoryTree.delete(unfinished);
            Files.createDirectories(unfinished);
            try (InputStream in = savepoints.open(savepoint);
                    RocksStateStore store = RocksStateStore.open(unfinished, CACHE_BYTES)) {
                StateCopy.read(in, store);
                // Unlike what a node writes, it is in many pieces, of which a loss of power would leave the first.
                store.sync();
            }
            Files.move(unfinished, state, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | FSError e) {
            discard(unfinished, e);
            throw new UncheckedIOException(
                    "TM-SAV-006 savepoint \"" + savepoint.name() + "\": cannot be restored: " + Reason.of(e)
                            + "; nothing is left in " + state
                            + "; see that the storage can be read and the disk has room,"
                            + " or take another savepoint",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static void discard(Path unfinished, Throwable why) {
        try {
            DirectoryTree.delete(unfinished);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
