package io.tidemark.serving.index;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** That the files of one view are needed, until it is closed. Safe for use by many threads. */
public final class Hold implements AutoCloseable {
    /** On no file. */
    public static final Hold NONE = new HeldFiles().hold(List.of());

    private final HeldFiles held;
    private final List<FileName> names;
    private final AtomicBoolean closed = new AtomicBoolean();

    Hold(HeldFiles held, List<FileName> names) {
        this.held = held;
        this.names = names;
    }

    /** Another one on the same files, to be closed too. */
    public Hold again() {
        return held.hold(names);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            held.release(names);
        }
    }
}
