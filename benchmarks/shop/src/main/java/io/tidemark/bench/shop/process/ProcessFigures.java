package io.tidemark.bench.shop.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux and {@code jcmd} show of a Java process. */
public record ProcessFigures(long pid) {
    private static final Pattern HEAP_USED = Pattern.compile("used (\\d+)K");
    private static final int USER_TICKS = 13;
    private static final double TICKS_A_SECOND = 100;

    public long peakRssMib() throws IOException {
        return status("VmHWM:") / 1024;
    }

    public long rssMib() throws IOException {
        return status("VmRSS:") / 1024;
    }

    public long threads() throws IOException {
        return status("Threads:");
    }

    public long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.count();
        }
    }

    /** User and system time so far. */
    public double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        // The name of the process is in brackets and counts as the second field; these begin with the third.
        int user = USER_TICKS - 2;
        return (Long.parseLong(fields[user]) + Long.parseLong(fields[user + 1])) / TICKS_A_SECOND;
    }

    /** What of the heap is used after a collection. */
    public double heapMib() throws Exception {
        jcmd("GC.run");
        Matcher used = HEAP_USED.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd: GC.heap_info tells nothing that is used");
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    private String jcmd(String what) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), what)
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return told;
    }

    private long status(String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The bytes of all files below a folder, some of which may go meanwhile. */
    public static double mib(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(ProcessFigures::size).sum() / 1048576.0;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return mib(folder);
            }
            throw e;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // It is gone.
        }
    }
}
