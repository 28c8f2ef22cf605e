package io.tidemark.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Measures one run in this process: wall time and CPU time (user and system, all threads) from the
 * first record to the last result, the same from the start of the JVM to the last result, and the
 * peak resident size up to then.
 */
public final class Meter {
    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private volatile boolean started;
    private long startNanos;
    private long startCpu;
    private volatile long resultNanos;
    private double wall;
    private double cpu;
    private double processWall;
    private double processCpu;
    private long rssMib;

    /** Starts the clock on the first call; later calls cost one volatile read. */
    public void start() {
        if (!started) {
            startOnce();
        }
    }

    private synchronized void startOnce() {
        if (!started) {
            startNanos = System.nanoTime();
            startCpu = OS.getProcessCpuTime();
            started = true;
        }
    }

    /** Starts the clock when this process has started. */
    public synchronized void startWithProcess() {
        long sinceStart = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        startNanos = System.nanoTime() - sinceStart * 1_000_000;
        startCpu = 0;
        started = true;
    }

    /** Notes that a result came out: the wall time then ends at the last one, not at the stop. */
    public void result() {
        resultNanos = System.nanoTime();
    }

    /**
     * Stops the clock; call when the last result is available.
     *
     * @throws IllegalStateException if it was never started: the answer was there before the first record was read
     */
    public void stop() {
        if (!started) {
            throw new IllegalStateException("meter: stopped before a first record was read, so the answer is of an"
                    + " earlier run; empty the state folder");
        }
        wall = ((resultNanos != 0 ? resultNanos : System.nanoTime()) - startNanos) / 1e9;
        long cpuNow = OS.getProcessCpuTime();
        cpu = (cpuNow - startCpu) / 1e9;
        long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
        processWall = (System.currentTimeMillis() - startMillis) / 1e3;
        processCpu = cpuNow / 1e9;
        rssMib = peakRssMib();
    }

    /** Prints a batch query or run over all rows of the data set. */
    public void reportRows(String system, String variant, Dataset data, String correct) {
        result("recompute", system, data.name() + "-" + variant, data)
                .renamed(Metric.EVENTS_PER_S, Metric.ROWS_PER_S)
                .checked(correct)
                .print();
    }

    /** Prints the run as a result. */
    public void report(String workload, String system, String variant, Dataset data, String correct) {
        result(workload, system, variant, data).checked(correct).print();
    }

    /** The run as a result that nobody has checked; {@code data} tells how many events it went over. */
    public Result result(String workload, String system, String variant, Dataset data) {
        double millions = data.events() / 1e6;
        return Result.of(workload, system, variant)
                .with(Metric.EVENTS, data.events())
                .with(Metric.WALL_S, wall)
                .with(Metric.PROCESS_S, processWall)
                .with(Metric.EVENTS_PER_S, data.events() / wall)
                .with(Metric.CPU_S_PER_M, cpu / millions)
                .with(Metric.PROCESS_CPU_S_PER_M, processCpu / millions)
                .with(Metric.RSS_MIB, rssMib);
    }

    /** "yes", or "no" with what differs on standard error. */
    public static <K> String verify(Map<K, Long> truth, Map<K, Long> result) {
        if (truth.equals(result)) {
            return "yes";
        }
        long sum = result.values().stream().mapToLong(Long::longValue).sum();
        long expected = truth.values().stream().mapToLong(Long::longValue).sum();
        System.err.printf(
                "WRONG: %d cells, %d expected; sum %d, %d expected%n", result.size(), truth.size(), sum, expected);
        return "no";
    }

    /** Seconds from the first record to the last result. */
    public double wallSeconds() {
        return wall;
    }

    /** The peak resident size of this process so far, or -1 where the system does not tell. */
    public static long peakRssMib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException e) {
            // No /proc on this system: the figure is left out.
        }
        return -1;
    }
}
