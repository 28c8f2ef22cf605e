package io.tidemark.fault;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The faults that a part of the system has at present, one for each place. Status, health and metrics show them, the log
 * and the {@link FaultListener} hear of each change once. Safe for use by many threads.
 */
public final class Faults {
    private final FaultListener listener;
    private final Map<String, Fault> byPlace = new TreeMap<>();

    public Faults(FaultListener listener) {
        this.listener = listener;
    }

    /** A fault comes up, or the one that its place had becomes another. */
    public void raise(Fault fault) {
        Fault before;
        synchronized (byPlace) {
            before = byPlace.put(fault.place(), fault);
        }
        if (before == null || !before.equals(fault)) {
            if (before != null) {
                tell(() -> listener.cleared(before));
            }
            tell(() -> listener.raised(fault));
        }
    }

    /** A place has no fault any more. */
    public void clear(String place) {
        Fault before;
        synchronized (byPlace) {
            before = byPlace.remove(place);
        }
        if (before != null) {
            tell(() -> listener.cleared(before));
        }
    }

    /** In the order of their places. */
    public List<Fault> standing() {
        synchronized (byPlace) {
            return List.copyOf(byPlace.values());
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError theListenersOwn) {
            // The hook is a user's: what it throws must not end the thread that met the fault.
        }
    }
}
