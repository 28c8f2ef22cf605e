package io.tidemark.serving.http.audit;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.http.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to a file, which one thread of its own writes: a second after the first of them came, or when half of the
 * room for them is taken, or at once if an answer waits for one. While the file cannot be written they wait for it, and no
 * answer does. What finds no room is counted, and the file says how many are missing as soon as it says anything. Safe for use
 * by many threads.
 */
final class AuditFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    /** How many bytes may wait, and as many again while they are written. */
    private static final int MOST = 1 << 20;

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(10);

    private final RolledFile file;
    private final Clock clock;
    private final FaultSource faults;
    private final Thread writer;

    private byte[] waiting = new byte[MOST / 16];
    /** What waited before is written from: the two take turns. */
    private byte[] spare = new byte[MOST / 16];

    private int size;
    /** By {@link System#nanoTime}, when the first of them came. */
    private long since;
    /** What is done when they are written. */
    private List<Runnable> awaiting = new ArrayList<>();

    private long lost;
    private boolean isFailing;
    private boolean isClosed;

    /** Lines that are written together, and what is done then. */
    private record Batch(ByteBuffer lines, List<Runnable> awaiting) {}

    AuditFile(RolledFile file, Clock clock, Faults faults) {
        this.file = file;
        this.clock = clock;
        this.faults = faults.source();
        this.writer = new Thread(this::writeAll, "audit-" + file.path().getFileName());
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
    }

    /** Writes a line soon. */
    void write(byte[] line) {
        boolean isFirstLost;
        synchronized (this) {
            isFirstLost = !put(line) && lost == 1;
        }
        if (isFirstLost) {
            faults.raise(fault("cannot be written as fast as requests come: lines are missing"));
        }
    }

    /**
     * Writes a line at once.
     *
     * @param then is done when it is kept, by the thread that writes; where it cannot be kept, without waiting for it
     */
    void write(byte[] line, Runnable then) {
        synchronized (this) {
            if (!isFailing && !isClosed) {
                // It finds room, since nobody asks anything more before the answer has come.
                add(line);
                awaiting.add(then);
                notifyAll();
                return;
            }
        }
        write(line);
        then.run();
    }

    /** Whether there was room for a line. */
    private boolean put(byte[] line) {
        if (size + line.length > MOST) {
            lost++;
            return false;
        }
        add(line);
        return true;
    }

    private void add(byte[] line) {
        if (size + line.length > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, size + line.length));
        }
        System.arraycopy(line, 0, waiting, size, line.length);
        boolean wasLittle = size < MOST / 2;
        if (size == 0) {
            since = System.nanoTime();
            notifyAll();
        }
        size += line.length;
        if (wasLittle && size >= MOST / 2) {
            notifyAll();
        }
    }

    /** Returns once all is written; or, where that cannot be, when it was tried. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        try {
            writer.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (writer.isAlive()) {
            LOG.warn("An audit log is not written to its end: file={}, after={}", file.path(), END);
        }
        faults.close();
    }

    private void writeAll() {
        try {
            for (Batch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it.
            Thread.currentThread().interrupt();
        }
    }

    /** What is due, as soon as something is; null at the end. */
    private synchronized Batch next() throws InterruptedException {
        for (long nanos = untilDue(); nanos > 0; nanos = untilDue()) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
        if (lost > 0) {
            add(missing(lost));
            lost = 0;
        }
        return size == 0 ? null : take();
    }

    private Batch take() {
        Batch batch = new Batch(ByteBuffer.wrap(waiting, 0, size), awaiting);
        waiting = spare;
        size = 0;
        awaiting = new ArrayList<>();
        spare = batch.lines().array();
        return batch;
    }

    private long untilDue() {
        if (isClosed || !awaiting.isEmpty() || size >= MOST / 2) {
            return 0;
        }
        return size == 0 ? Long.MAX_VALUE : since + AGAIN.toNanos() - System.nanoTime();
    }

    private byte[] missing(long lines) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeNumberField("missing", lines);
            json.writeEndObject();
            json.writeRaw('\n');
        });
    }

    private void write(Batch batch) throws InterruptedException {
        while (true) {
            try {
                file.append(batch.lines());
                if (!batch.awaiting().isEmpty()) {
                    file.keep();
                }
                synchronized (this) {
                    isFailing = false;
                }
                faults.clear(place());
                runAll(batch.awaiting());
                return;
            } catch (IOException | RuntimeException e) {
                faults.raise(fault("cannot be written: " + Reason.of(e)));
                runAll(batch.awaiting());
                runAll(awaitingWhileFailing());
                if (isOverAfterPause()) {
                    LOG.error(
                            "Lines are lost: file={}, bytes={}",
                            file.path(),
                            batch.lines().remaining(),
                            e);
                    return;
                }
            }
        }
    }

    private synchronized List<Runnable> awaitingWhileFailing() {
        isFailing = true;
        List<Runnable> whoWaits = awaiting;
        awaiting = new ArrayList<>();
        return whoWaits;
    }

    private synchronized boolean isOverAfterPause() throws InterruptedException {
        long end = System.nanoTime() + AGAIN.toNanos();
        for (long left = AGAIN.toNanos(); left > 0 && !isClosed; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return isClosed;
    }

    /** Sends answers, each once. What goes wrong there is its own affair. */
    private static void runAll(List<Runnable> answers) {
        for (Runnable answer : answers) {
            try {
                answer.run();
            } catch (Throwable e) {
                LOG.error("An answer could not be sent", e);
            }
        }
        answers.clear();
    }

    private String place() {
        return "audit log " + file.path();
    }

    private Fault fault(String what) {
        return new Fault(
                "TM-SRV-018",
                place(),
                what,
                "see that its disk has room and answers; what is asked meanwhile is answered");
    }
}
