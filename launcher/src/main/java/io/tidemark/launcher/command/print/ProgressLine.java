package io.tidemark.launcher.command.print;

import java.io.PrintWriter;

/**
 * One line that is written over again and again where the script says that stdout is a terminal ({@code tidemark.terminal});
 * elsewhere a new one now and then.
 */
public final class ProgressLine {
    private static final long QUIET_NANOS = 5_000_000_000L;

    private final PrintWriter out;
    private final boolean isWatched;
    private int width;
    private long lastNanos = System.nanoTime() - QUIET_NANOS;

    public ProgressLine(PrintWriter out) {
        this.out = out;
        this.isWatched = Boolean.getBoolean("tidemark.terminal");
    }

    public void show(String line) {
        if (isWatched) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            width = line.length();
        } else if (System.nanoTime() - lastNanos >= QUIET_NANOS) {
            out.println(line);
            lastNanos = System.nanoTime();
        }
        out.flush();
    }

    /** Ends the line, so that something else can be printed. */
    public void end() {
        if (width > 0) {
            out.println();
            width = 0;
        }
        out.flush();
    }
}
