package io.tidemark.launcher.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what a process has opened, the latest first and each once, when it is told to or when the process ends (Ctrl-C,
 * SIGTERM, exit), whichever comes first. One that cannot be closed does not keep the others open. The end may come at any
 * moment of the start: what is opened after it is closed at once, and whoever opens is told with an {@link EndedException}.
 * Safe for use by many threads.
 */
public final class Closing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    /** Read without the lock: it is held until all is closed. */
    private volatile boolean hasBegun;

    /** A part of a start. */
    @FunctionalInterface
    public interface Opening<T, E extends Exception> {
        T open() throws E;
    }

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
        if (hasBegun) {
            close(closeable);
            throw new EndedException();
        }
        opened.push(closeable);
        return closeable;
    }

    /** Sets going what was added: wholly before it is closed, or not at all. */
    public synchronized void start(Runnable start) {
        if (hasBegun) {
            throw new EndedException();
        }
        start.run();
    }

    /** Opens something. What fails since it is closed meanwhile fails as ended: nobody needs to know how. */
    public <T, E extends Exception> T unlessEnded(Opening<T, E> opening) throws E {
        try {
            return opening.open();
        } catch (Exception fault) {
            if (hasBegun) {
                LOG.debug("ended while it was opened", fault);
                throw new EndedException();
            }
            throw fault;
        }
    }

    /** Whether it has begun to close. */
    public boolean hasBegun() {
        return hasBegun;
    }

    @Override
    public void close() {
        hasBegun = true;
        closeAll();
    }

    private synchronized void closeAll() {
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    private static void close(AutoCloseable next) {
        try {
            next.close();
        } catch (Throwable e) {
            LOG.warn("could not be closed: {}", next, e);
        }
    }
}
