package io.tidemark.spark;

import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.engine.task.WorkPlan;
import io.tidemark.fault.Reason;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One spark-submit on its way. The order goes in by its standard input, which stays open while we live: when it ends the
 * driver ends, so that a killed process leaves no application behind. What the driver says comes by its standard output, and
 * Spark's own words go into a file. Owned by one thread; {@link #close} ends what is not over.
 */
final class Submission implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Submission.class);
    private static final long SECONDS_TO_END = 10;
    private static final long SECONDS_TO_LEAVE = 30;
    private static final int KEPT_LOGS = 20;

    /** What Spark says where something is wrong; of executors that cannot be started it tells nowhere else. */
    private static final Pattern TELLING =
            Pattern.compile("ERROR|^Error|Exception|is now (?:EXITED|FAILED|LOST)|has not accepted any resources");

    private final Process process;
    private final Path log;
    private final OutputStream input;
    private boolean isLeft;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    /** What came, in its order. */
    sealed interface Heard {
        record Said(Word word) implements Heard {}

        /** Nothing more will come. */
        record Ended() implements Heard {}
    }

    /** @throws EngineException if it cannot be started */
    Submission(SparkSettings settings, String name, WorkPlan plan) {
        log = settings.logs().resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(SubmitCommand.of(settings, name));
        builder.environment().put("SPARK_HOME", settings.home().toString());
        builder.redirectError(log.toFile());
        try {
            makeRoom(settings.logs());
            process = builder.start();
        } catch (IOException e) {
            throw new EngineException(
                    "TM-ENG-011",
                    "Spark at " + settings.home(),
                    "spark-submit cannot be started: " + Reason.of(e),
                    "mend batch.engine.home, or SPARK_HOME");
        }
        input = process.getOutputStream();
        start("order", () -> send(plan));
        start("words", this::listen);
    }

    /** Of logs the newest are kept. */
    private static void makeRoom(Path logs) throws IOException {
        Files.createDirectories(logs);
        try (Stream<Path> files = Files.list(logs)) {
            List<Path> oldestLast = files.sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
            for (Path old : oldestLast.subList(Math.min(KEPT_LOGS, oldestLast.size()), oldestLast.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static void start(String what, Runnable task) {
        Thread thread = new Thread(task, "tidemark-spark-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** As {@code driver.Parent} reads it. */
    private void send(WorkPlan plan) {
        try {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(input));
            out.writeInt(1 + plan.units().size());
            send(plan.order(), out);
            for (WorkUnit unit : plan.units()) {
                send(unit, out);
            }
            out.flush();
        } catch (IOException e) {
            // It ended before it had read the order, and its end tells why.
            LOG.debug("an order was not read to its end", e);
        }
    }

    private static void send(Object work, DataOutputStream out) throws IOException {
        byte[] json = WorkJson.write(work);
        out.writeInt(json.length);
        out.write(json);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Word.of(line).ifPresent(word -> heard.add(new Heard.Said(word)));
            }
        } catch (IOException e) {
            LOG.debug("a driver cannot be heard any more", e);
        } finally {
            heard.add(new Heard.Ended());
        }
    }

    /** Waits for the next word. */
    Heard next() throws InterruptedException {
        return heard.take();
    }

    /** How it ended, when it has said its last. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** Where Spark's own words are. */
    Path log() {
        return log;
    }

    /** The last lines of Spark's own words that tell of a fault; of all if none does. */
    List<String> lastWords(int most) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.toList();
            List<String> telling =
                    all.stream().filter(line -> TELLING.matcher(line).find()).toList();
            List<String> told = telling.isEmpty() ? all : telling;
            return told.subList(Math.max(0, told.size() - most), told.size());
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** The driver has said its last, and leaves the cluster by itself: nobody waits for that. */
    void leave() {
        isLeft = true;
        start("end", () -> {
            try {
                process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                end();
            }
        });
    }

    @Override
    public void close() {
        if (!isLeft) {
            end();
        }
    }

    private void end() {
        try {
            input.close();
        } catch (IOException e) {
            LOG.debug("a driver has closed its input", e);
        }
        boolean interrupted = Thread.interrupted();
        // What a script has started is not the process that we started.
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        started.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                kill(started);
            }
        } catch (InterruptedException e) {
            interrupted = true;
            kill(started);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill(List<ProcessHandle> started) {
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
