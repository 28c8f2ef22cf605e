package io.tidemark.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real standalone master and its workers, each a process with one core, on free ports of this machine. */
final class SparkCluster implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

    private static final int WORKERS = 2;

    private final SparkHome home;
    private final Path directory;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();
    private final String address;
    private int started;

    SparkCluster(SparkHome home, Path directory) throws IOException {
        this.home = home;
        this.directory = Files.createDirectories(directory);
        Path log = directory.resolve("master.log");
        master = home.start(log, "128m", "org.apache.spark.deploy.master.Master", arguments("127.0.0.1"));
        try {
            address = await(log, MASTER, master).group(1);
            List<Path> logs = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                logs.add(startWorker());
            }
            for (int i = 0; i < WORKERS; i++) {
                await(logs.get(i), REGISTERED, workers.get(i));
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e;
        }
    }

    /** One more; it is no use before it has registered. */
    private Path startWorker() throws IOException {
        int number = started++;
        Path log = directory.resolve("worker-" + number + ".log");
        workers.add(home.start(
                log,
                "128m",
                "org.apache.spark.deploy.worker.Worker",
                arguments(
                        // Spark starts no second attempt at a task on the host of the first.
                        "127.0.0." + started,
                        "--cores",
                        "1",
                        "--memory",
                        "600m",
                        "--work-dir",
                        directory.resolve("work-" + number).toString(),
                        address)));
        return log;
    }

    /** Waits until it is a worker. */
    void addWorker() throws IOException {
        Path log = startWorker();
        await(log, REGISTERED, workers.get(workers.size() - 1));
    }

    private static String[] arguments(String host, String... more) {
        return Stream.concat(Stream.of("--host", host, "--port", "0", "--webui-port", "0"), Stream.of(more))
                .toArray(String[]::new);
    }

    /** Where it is, as spark-submit is told. */
    String address() {
        return address;
    }

    SparkHome home() {
        return home;
    }

    /** SIGKILL to an executor and its worker, as if their machine were gone. */
    void killWorkerOf(long executor) {
        Process worker = workers.stream()
                .filter(each -> each.descendants().anyMatch(child -> child.pid() == executor))
                .findFirst()
                .orElseThrow();
        workers.remove(worker);
        kill(worker);
    }

    /** Whether there is an executor. */
    boolean isWorking() {
        return workers.stream()
                .anyMatch(worker -> worker.descendants().findAny().isPresent());
    }

    private static void kill(Process process) {
        // The executors first seen: once their worker is gone nobody knows whose they were.
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static Matcher await(Path log, Pattern line, Process process) throws IOException {
        Instant deadline = Instant.now().plus(START);
        while (true) {
            String text = Files.exists(log) ? Files.readString(log) : "";
            Matcher matcher = line.matcher(text);
            if (matcher.find()) {
                return matcher;
            }
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError("no \"" + line + "\" in " + log + ":\n" + text);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public void close() {
        workers.forEach(SparkCluster::kill);
        kill(master);
    }
}
