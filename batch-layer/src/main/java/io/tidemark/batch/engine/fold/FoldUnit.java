package io.tidemark.batch.engine.fold;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.archive.read.BatchSink;
import io.tidemark.batch.archive.read.EventBatch;
import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.FaultException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.usercode.CodeWatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the files of a unit for its parts, one after the other, into tables of its own, and spills those when they hold more rows
 * than it may keep. Owned by one thread until it is done; then read by many.
 */
public final class FoldUnit {
    private static final Logger LOG = LoggerFactory.getLogger(FoldUnit.class);
    private static final int HEARD_EVERY = 4096;
    /** When more of the budget is held than this, measured, it is spilled: else it would be measured again and again. */
    private static final double KEPT = 0.75;

    private final Pass pass;
    private final Division.Unit unit;
    private final long budget;
    private final Progress progress;
    private final PartFold<?>[] folds;
    private final Map<String, OfStream<?>> streams = new HashMap<>();
    private int unheard;
    private long batches;
    private volatile boolean cancelled;

    public FoldUnit(
            Pass pass, Division.Unit unit, FoldMemory memory, Spills spills, Progress progress, CodeWatch watch) {
        this.pass = pass;
        this.unit = unit;
        this.budget = memory.ofUnit();
        this.progress = progress;
        this.folds = unit.parts().stream()
                .map(part -> new PartFold<>(
                        pass.parts().get(part),
                        memory.ofRow(),
                        memory.ofOperators() / unit.parts().size(),
                        spills,
                        watch))
                .toArray(PartFold[]::new);
    }

    /** Lets a part be of which nothing comes, as another unit has found: to be called before the unit is folded. */
    public void stop(int part, FaultException why) {
        of(part).ifPresent(fold -> fold.stop(why));
    }

    /** @param storage where what operators remember lies */
    public void fold(ArchiveReader archive, Storage storage) {
        boolean again = true;
        while (again) {
            for (PartFold<?> fold : folds) {
                fold.begin(storage, partition());
            }
            read(archive);
            again = false;
            for (PartFold<?> fold : folds) {
                again |= fold.startsAgain();
            }
        }
        for (PartFold<?> fold : folds) {
            fold.finish();
        }
    }

    /**
     * Writes what operators have put, once all is folded, and lets go of what they remember.
     *
     * @param name of the files, which must not have been used before
     * @param rowGroupBytes what of one may be held in memory
     */
    public void remember(String name, long rowGroupBytes) {
        for (PartFold<?> fold : folds) {
            fold.remember(name, rowGroupBytes);
        }
    }

    /** The only one, if a part has an operator. */
    private PartitionId partition() {
        return unit.files().get(0).partition();
    }

    /** What {@link #remember} has written for a part, if its operator remembers anything. */
    public Optional<OperatorDelta> put(int part) {
        return of(part).flatMap(PartFold::put);
    }

    /** Takes what {@link #remember} has written away again: nobody will name it. What cannot be deleted is swept one day. */
    public void forget(Storage storage) {
        for (PartFold<?> fold : folds) {
            fold.put().flatMap(OperatorDelta::written).ifPresent(file -> {
                try {
                    storage.delete(file.path());
                } catch (StorageException left) {
                    LOG.debug("a file that nobody names is left behind path={}", file.path(), left);
                }
            });
        }
    }

    private void read(ArchiveReader archive) {
        for (ArchiveFile file : unit.files()) {
            if (Arrays.stream(folds).allMatch(PartFold::isIdle)) {
                return;
            }
            streams.computeIfAbsent(file.partition().topic(), topic -> new OfStream<>(pass.stream(file)))
                    .read(archive, file);
            hear();
        }
    }

    /** Takes the files of one stream for the parts that read it. */
    private final class OfStream<S> implements BatchSink<S> {
        private final StreamDefinition<S> stream;
        private final PartSource<S, ?>[] parts;

        @SuppressWarnings({"unchecked", "rawtypes"})
        OfStream(StreamDefinition<S> stream) {
            this.stream = stream;
            this.parts = Arrays.stream(folds)
                    .filter(fold -> fold.reads(stream))
                    .map(fold -> fold.source(stream))
                    .toArray(PartSource[]::new);
        }

        void read(ArchiveReader archive, ArchiveFile file) {
            boolean byBatch = Arrays.stream(parts).allMatch(PartSource::takesBatches);
            Set<String> components = new HashSet<>();
            for (PartSource<S, ?> part : parts) {
                // Only of those that want the file: it may not tell what the others read.
                if (part.start(file)) {
                    components.addAll(part.reads());
                }
            }
            if (byBatch) {
                archive.readBatches(file, stream, unit.wanted(pass, file), components, this);
            } else {
                archive.read(file, stream, unit.wanted(pass, file), components, this);
            }
        }

        @Override
        public void event(S event, long eventTimeMillis, int partition, long offset, long logClockMillis) {
            for (PartSource<S, ?> part : parts) {
                part.event(event, eventTimeMillis, logClockMillis, offset);
            }
            taken(1);
        }

        @Override
        public void leftOut(int partition, long offset) {
            for (PartSource<S, ?> part : parts) {
                part.leftOut(offset);
            }
        }

        @Override
        public void rows(EventBatch<S> batch, int from, int end) {
            for (PartSource<S, ?> part : parts) {
                part.start(batch);
            }
            for (int row = from; row < end; row++) {
                row(batch, row);
            }
            for (PartSource<S, ?> part : parts) {
                part.foldWaiting();
            }
            batches++;
            taken(end - from);
        }

        private void row(EventBatch<S> batch, int row) {
            long offset = batch.offset(row);
            boolean accepted = false;
            for (PartSource<S, ?> part : parts) {
                // What the filters leave out need not be an event: neither counts nor is skipped.
                if (part.wantsRow(row, offset)) {
                    if (!accepted && !batch.isAccepted(row)) {
                        leftOut(batch.partition(), offset);
                        return;
                    }
                    accepted = true;
                    part.row(batch, row, batch.eventTimeMillis(), offset);
                }
            }
        }
    }

    private void taken(int records) {
        hearInterrupt();
        keepWithin(records);
        unheard += records;
        if (unheard >= HEARD_EVERY) {
            hear();
        }
    }

    /** Spills all parts when they take too much: what they take is measured when they may have grown into it. */
    private void keepWithin(int records) {
        long bytes = 0;
        for (PartFold<?> fold : folds) {
            bytes += fold.heldBytes(records);
        }
        if (bytes <= budget) {
            return;
        }
        bytes = 0;
        for (PartFold<?> fold : folds) {
            bytes += fold.measuredBytes();
        }
        if (bytes > KEPT * budget) {
            for (PartFold<?> fold : folds) {
                fold.spill();
            }
        }
    }

    private void hear() {
        progress.read(unheard);
        unheard = 0;
        hearInterrupt();
        if (cancelled) {
            throw new CancellationException("cancelled");
        }
    }

    /** Code of the user's may interrupt the thread that it runs on, and files cannot be read under an interrupt. */
    private void hearInterrupt() {
        if (Thread.interrupted() && cancelled) {
            throw new CancellationException("interrupted");
        }
    }

    /** Ends the fold soon, from another thread. */
    public void cancel() {
        cancelled = true;
    }

    /** How many batches of rows were folded by their columns. */
    long batches() {
        return batches;
    }

    /** What was folded for a part, by its place in the pass, oldest records first; nothing for one that is not the unit's. */
    public List<SortedRun> runs(int part) {
        return of(part).map(PartFold::runs).orElse(List.of());
    }

    /** Why nothing comes of a part; empty if something does. */
    public Optional<FaultException> stopped(int part) {
        return of(part).flatMap(PartFold::stopped);
    }

    public long folded(int part) {
        return of(part).map(PartFold::folded).orElse(0L);
    }

    public long skipped(int part) {
        return of(part).map(PartFold::skipped).orElse(0L);
    }

    public long leftOut(int part) {
        return of(part).map(PartFold::leftOut).orElse(0L);
    }

    private Optional<PartFold<?>> of(int part) {
        int place = unit.parts().indexOf(part);
        return place < 0 ? Optional.empty() : Optional.of(folds[place]);
    }
}
