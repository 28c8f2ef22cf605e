package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopics;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a log reader reads to the archive: for each partition one chain of files, each record once (PROTOCOL 10).
 *
 * <p>What is in memory is never needed: a writer that dies, loses a partition, cannot write or finds that another writer
 * was first goes on where the chain ends, and reads again from there. So it keeps no state of its own, commits no
 * offsets, and any number of writers may work on one archive; only one of them makes headway.
 *
 * <p>A fault of one partition (a full disk, a topic that was re-created) stops that partition and shows in
 * {@link #progress}; it is tried again after a pause. Owned by one thread, which calls {@link #step} over and over.
 */
public final class ArchiveWriter implements LogReader.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveWriter.class);
    /** Whoever reads a row group has all of its columns that it wants in memory. */
    private static final long LARGEST_ROW_GROUP = 16L << 20;

    private static final int ROW_GROUPS_AT_LEAST = 8;
    private static final Duration CALM = Duration.ofMinutes(2);

    private final Map<String, StreamDefinition<?>> streams = new HashMap<>();
    private final Storage storage;
    private final Archive archive;
    private final AskedTopics topics;
    private final ArchiveSettings settings;
    private final Clock clock;
    private final Cut cut;
    private final Reminders reminders;
    private final SortedMap<PartitionId, Assigned> partitions = new TreeMap<>();

    /** A partition of ours, and what is to be done about it once the poll is over. */
    private static final class Assigned {
        final PartitionArchive archive;
        /** Why it stands still; null if it does not. */
        Fault fault;

        /** What stopped it last, until it is known to be over; null if nothing did. */
        Fault lastFault;

        long lastFaultMillis;
        /** Where its chain ended then. */
        long archivedBefore;

        /** Whether room is to be seen before anything is read again. */
        boolean wantsRoom;

        /** Whether the reader was told to read no more of it. */
        boolean paused;

        long retryMillis;
        /** Whether the reader stands elsewhere. */
        boolean astray;

        Assigned(PartitionArchive archive) {
            this.archive = archive;
        }
    }

    public ArchiveWriter(
            Collection<? extends StreamDefinition<?>> streams,
            Storage storage,
            LogTopics topics,
            ArchiveSettings settings,
            Clock clock) {
        this(streams, storage, topics, settings, clock, Cut.PROVEN);
    }

    /** For the simulation, which takes decisions of the cut away. */
    public ArchiveWriter(
            Collection<? extends StreamDefinition<?>> streams,
            Storage storage,
            LogTopics topics,
            ArchiveSettings settings,
            Clock clock,
            Cut cut) {
        streams.forEach(stream -> this.streams.put(stream.topic(), stream));
        this.storage = storage;
        this.archive = new Archive(storage);
        this.topics = new AskedTopics(topics, storage);
        this.settings = settings;
        this.clock = clock;
        this.cut = cut;
        this.reminders = new Reminders(clock);
    }

    /**
     * Reads once and does what is due: ends files whose epoch is over, makes room in memory, takes up partitions that
     * rest.
     *
     * @param reader the reader whose listener this is
     * @return how many records were read
     */
    public int step(LogReader reader, Duration timeout) {
        topics.forget();
        int records = reader.poll(timeout);
        tend(reader);
        return records;
    }

    /** Everything of {@link #step} but the reading. */
    public void tend(LogReader reader) {
        partitions.values().forEach(assigned -> {
            if (assigned.fault == null) {
                attempt(assigned, () -> assigned.archive.closeIfOver(clock.millis()));
            }
        });
        makeRoom();
        partitions.forEach((partition, assigned) -> {
            takeUp(partition, assigned, reader);
            noticeOver(assigned);
        });
        topics.forget();
    }

    /** How far each partition is, in the order of topics and partitions. */
    public List<ArchiveProgress> progress() {
        List<ArchiveProgress> progress = new ArrayList<>();
        partitions.forEach((partition, assigned) -> progress.add(new ArchiveProgress(
                partition,
                assigned.archive.archivedOffset(),
                assigned.archive.nextOffset(),
                Optional.ofNullable(assigned.fault))));
        return progress;
    }

    /** What the topics are set to that puts their archive at risk, in the order of topics. */
    public List<Fault> warnings() {
        Set<Fault> warnings = new LinkedHashSet<>();
        partitions.values().forEach(assigned -> warnings.addAll(assigned.archive.warnings()));
        return List.copyOf(warnings);
    }

    @Override
    public Optional<LogPosition> assigned(PartitionId partition) {
        StreamDefinition<?> stream = streams.get(partition.topic());
        if (stream == null) {
            throw new IllegalArgumentException("topic \"" + partition.topic() + "\": is no stream of the model");
        }
        Assigned assigned =
                new Assigned(new PartitionArchive(partition, stream, storage, archive, topics, settings, cut));
        Assigned before = partitions.put(partition, assigned);
        if (before != null) {
            before.archive.abandon();
        }
        attempt(assigned, assigned.archive::resume);
        return assigned.fault == null ? Optional.of(assigned.archive.position()) : Optional.empty();
    }

    @Override
    public void revoked(PartitionId partition) {
        Assigned assigned = partitions.remove(partition);
        if (assigned != null) {
            assigned.archive.abandon();
        }
    }

    /** Lets go of all partitions, after a reader that did not say so itself. */
    void letGo() {
        List.copyOf(partitions.keySet()).forEach(this::revoked);
    }

    @Override
    public void read(LogBatch batch) {
        // One poll may fetch several times: any piece may be of a topic that was re-created since it was last asked
        // for.
        topics.recordsCame();
        Assigned assigned = partitions.get(batch.partition());
        if (assigned == null || assigned.fault != null || assigned.archive.isLost()) {
            return;
        }
        if (batch.first() > assigned.archive.nextOffset()) {
            // The reader passed something over, after a fault of another partition: it is sent back.
            assigned.astray = true;
            return;
        }
        attempt(assigned, () -> assigned.archive.read(batch, rowGroupBytes(), clock.millis()));
    }

    @Override
    public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
        Assigned assigned = partitions.get(partition);
        if (assigned == null || assigned.fault != null) {
            return Optional.empty();
        }
        attempt(assigned, () -> assigned.archive.gap(logStart));
        return assigned.fault == null && !assigned.archive.isLost()
                ? Optional.of(assigned.archive.position())
                : Optional.empty();
    }

    /** Runs one piece of work on a partition; if it fails, the partition rests. */
    private void attempt(Assigned assigned, Runnable work) {
        try {
            work.run();
        } catch (FaultException e) {
            rest(assigned, e.fault());
            assigned.wantsRoom = e instanceof StorageException storage && storage.passesByItself();
        } catch (RuntimeException | LinkageError | StackOverflowError | FSError e) {
            // Whatever it is, it costs its partition and no other.
            rest(
                    assigned,
                    new Fault(
                            "TM-ARC-011",
                            place(assigned),
                            "stands still: " + Reason.of(e),
                            "the other partitions go on, and this one is tried again; report it if it lasts"));
        }
    }

    private void rest(Assigned assigned, Fault fault) {
        assigned.archive.abandon();
        if (reminders.isDue(place(assigned), fault.code())) {
            LOG.warn("a partition of the archive stands still, and is tried again fault={}", fault);
        }
        assigned.fault = fault;
        assigned.lastFault = fault;
        assigned.lastFaultMillis = clock.millis();
        assigned.archivedBefore = assigned.archive.archivedOffset();
        assigned.wantsRoom = false;
        assigned.retryMillis = clock.millis() + settings.retryPause().toMillis();
    }

    /** It is over once its chain is longer, or nothing came back for long: what is tried anew may only seem to go well. */
    private void noticeOver(Assigned assigned) {
        if (assigned.lastFault == null || assigned.fault != null) {
            return;
        }
        boolean isLonger = assigned.archive.archivedOffset() > assigned.archivedBefore;
        if (isLonger || clock.millis() - assigned.lastFaultMillis >= CALM.toMillis()) {
            if (reminders.isOver(place(assigned))) {
                LOG.info("a partition of the archive goes on after={}", assigned.lastFault);
            }
            assigned.lastFault = null;
        }
    }

    private static String place(Assigned assigned) {
        return "archive of " + assigned.archive.partition();
    }

    /** Sends the reader to where the chain ends, after a fault or when another writer was first. */
    private void takeUp(PartitionId partition, Assigned assigned, LogReader reader) {
        boolean lost = assigned.fault == null && assigned.archive.isLost();
        if (lost) {
            LOG.info("another writer archived {} first; going on where the chain ends", partition);
        }
        if (lost || isDue(assigned)) {
            resume(assigned);
        }
        if (assigned.fault != null) {
            // What nobody takes is not fetched either; nothing is held for the partition while it rests.
            if (!assigned.paused) {
                reader.pause(partition);
                assigned.paused = true;
            }
            return;
        }
        if (assigned.astray || assigned.paused) {
            reader.seek(partition, assigned.archive.position());
            assigned.paused = false;
        }
        assigned.astray = false;
    }

    private boolean isDue(Assigned assigned) {
        long leftMillis = assigned.retryMillis - clock.millis();
        // More is left than the whole pause where the clock was set back.
        return assigned.fault != null
                && (leftMillis <= 0 || leftMillis > settings.retryPause().toMillis());
    }

    private void resume(Assigned assigned) {
        boolean wantsRoom = assigned.wantsRoom;
        assigned.fault = null;
        attempt(assigned, () -> {
            if (wantsRoom) {
                // Or an epoch would be read again and again, to fail where its file is written.
                storage.requireRoom();
            }
            assigned.archive.resume();
        });
        assigned.astray = assigned.fault == null;
    }

    private long rowGroupBytes() {
        long share = settings.memoryBytes() / Math.max(ROW_GROUPS_AT_LEAST, partitions.size());
        return Math.max(PartitionArchive.SMALLEST_ROW_GROUP, Math.min(LARGEST_ROW_GROUP, share));
    }

    private void makeRoom() {
        long held = 0;
        for (Assigned assigned : partitions.values()) {
            held += assigned.archive.heldBytes();
        }
        while (held > settings.memoryBytes()) {
            Assigned largest = partitions.values().stream()
                    .max(Comparator.comparingLong(a -> a.archive.heldBytes()))
                    .orElseThrow();
            held -= largest.archive.heldBytes();
            attempt(largest, largest.archive::closeEarly);
        }
    }
}
