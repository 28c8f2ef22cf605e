package io.tidemark.batch.archive.write;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.LoopReport;
import io.tidemark.loop.LoopStep;
import io.tidemark.loop.SupervisedLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Steps an {@link ArchiveWriter}: opens a log reader, and another one after a failure that the reader may not have come
 * through whole. Make it, {@link #start} it, {@link #close} it. What it says of itself may be asked by any thread.
 */
public final class ArchiveLoop implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final SupervisedLoop loop;
    private final Step step;

    /**
     * @param readers opens a reader with the writer as its listener; called again when a reader has failed
     * @param rest as in {@link ArchiveSettings#rest}
     */
    public ArchiveLoop(
            ArchiveWriter writer,
            Function<LogReader.Listener, LogReader> readers,
            int rest,
            Faults faults,
            Clock clock) {
        this.step = new Step(writer, readers, new GivingWay(rest));
        this.loop = new SupervisedLoop("archive", step, Backoff.DEFAULT, faults, clock);
    }

    public void start() {
        loop.start();
    }

    /** How far each partition of this process is. */
    public List<ArchiveProgress> progress() {
        return step.progress;
    }

    public LoopReport report() {
        return loop.report();
    }

    /** What keeps the archive, or one of its partitions, from going on; empty when all is well. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        loop.fault().ifPresent(faults::add);
        step.progress.forEach(partition -> partition.fault().ifPresent(faults::add));
        faults.addAll(step.warnings);
        return faults;
    }

    /** Stops reading; what is not in a chain yet will be read again. Returns when the thread has ended. */
    @Override
    public void close() {
        loop.close();
    }

    /** Owned by the loop's thread, but for what is volatile. */
    private static final class Step implements LoopStep {
        private final ArchiveWriter writer;
        private final Function<LogReader.Listener, LogReader> readers;
        private final GivingWay givingWay;
        private volatile LogReader reader;
        private volatile List<ArchiveProgress> progress = List.of();
        private volatile List<Fault> warnings = List.of();

        Step(ArchiveWriter writer, Function<LogReader.Listener, LogReader> readers, GivingWay givingWay) {
            this.writer = writer;
            this.readers = readers;
            this.givingWay = givingWay;
        }

        @Override
        public Duration step() {
            boolean isWhole = false;
            try {
                if (reader == null) {
                    reader = readers.apply(writer);
                }
                writer.step(reader, POLL);
                isWhole = true;
            } catch (FaultException named) {
                // Whoever named it left the reader whole, and the next step goes on with it.
                isWhole = true;
                throw named;
            } finally {
                if (!isWhole) {
                    close();
                }
                progress = writer.progress();
                warnings = writer.warnings();
            }
            return Duration.ofNanos(givingWay.nanosToRest());
        }

        @Override
        public void wakeup() {
            LogReader open = reader;
            if (open != null) {
                open.wakeup();
            }
        }

        @Override
        public void close() {
            LogReader ended = reader;
            reader = null;
            try {
                if (ended != null) {
                    ended.close();
                }
            } finally {
                writer.letGo();
            }
        }
    }
}
