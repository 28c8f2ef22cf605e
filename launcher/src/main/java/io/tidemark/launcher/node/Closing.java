package io.tidemark.launcher.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a process has opened, the latest first and each once, when it is told to or when the process ends (Ctrl-C,
 * SIGTERM, exit), whichever comes first. One that cannot be closed does not keep the others open.
 */
public final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private Closing() {}

    /** Begins with nothing; closes when it is told to. */
    public static Closing whenTold() {
        return new Closing();
    }

    /** Begins with nothing; closes at the process's end at the latest. */
    public static Closing atExit() {
        Closing closing = new Closing();
        Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "closing"));
        return closing;
    }

    /** Takes what is to be closed, and gives it back. */
    public synchronized <T extends AutoCloseable> T add(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                next.close();
            } catch (Throwable e) {
                LOG.warn("could not be closed: {}", next, e);
            }
        }
    }
}
