package io.tidemark.batch.archive;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of an {@link ArchiveWriter}: opens a log reader, steps the writer, and tries again, after longer and longer
 * pauses, while the log is away. Make it, {@link #start} it, {@link #close} it. What it says of itself may be asked by any
 * thread.
 */
public final class ArchiveLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final ArchiveWriter writer;
    private final Function<LogReader.Listener, LogReader> readers;
    private final GivingWay givingWay;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "archive");
    private volatile LogReader reader;
    private volatile List<ArchiveProgress> progress = List.of();
    private volatile String fault = "";
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /**
     * @param readers opens a reader with the writer as its listener; called again when a reader has failed
     * @param rest as in {@link ArchiveSettings#rest}
     */
    public ArchiveLoop(ArchiveWriter writer, Function<LogReader.Listener, LogReader> readers, int rest) {
        this.writer = writer;
        this.readers = readers;
        this.givingWay = new GivingWay(rest);
    }

    public void start() {
        thread.start();
    }

    /** How far each partition of this process is. */
    public List<ArchiveProgress> progress() {
        return progress;
    }

    /** What keeps the archive, or one of its partitions, from going on; empty when all is well. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!fault.isEmpty()) {
            faults.add(fault);
        }
        progress.stream()
                .filter(p -> !p.fault().isEmpty())
                .map(p -> p.partition() + ": " + p.fault())
                .forEach(faults::add);
        return faults;
    }

    /** Stops reading; what is not in a chain yet will be read again. Returns when the thread has ended. */
    @Override
    public void close() {
        closed.countDown();
        LogReader open = reader;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        while (!isClosed()) {
            try (LogReader opened = readers.apply(writer)) {
                reader = opened;
                while (!isClosed()) {
                    step(opened);
                }
            } catch (RuntimeException failed) {
                standStill(failed);
            } finally {
                reader = null;
                writer.letGo();
            }
        }
    }

    private void step(LogReader from) {
        try {
            writer.step(from, POLL);
        } catch (LogUnavailableException | LogMismatchException away) {
            standStill(away);
            return;
        }
        progress = writer.progress();
        if (!fault.isEmpty()) {
            LOG.info("the archive goes on");
        }
        fault = "";
        pauseMillis = FIRST_PAUSE_MILLIS;
        await(givingWay.nanosToRest());
    }

    /** Waits, unless it is closed meanwhile; returns whether it is. */
    private boolean await(long nanos) {
        try {
            return closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a JVM that ends.
            closed.countDown();
            return true;
        }
    }

    private void standStill(RuntimeException reason) {
        String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        if (!message.equals(fault)) {
            LOG.warn("the archive stands still, and is tried again", reason);
        }
        fault = message;
        if (!await(TimeUnit.MILLISECONDS.toNanos(pauseMillis))) {
            pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
        }
    }
}
