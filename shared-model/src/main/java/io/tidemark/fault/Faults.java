package io.tidemark.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The faults that a part of the system has at present. Status, health and metrics show them, the log and the
 * {@link FaultListener} hear of each change once. Who tells of faults takes a {@link #source} of its own: two loops may
 * find the same topic at fault, and what one finds mended is still at fault for the other. Safe for use by many threads.
 */
public final class Faults {
    private final FaultListener listener;
    /** By place, then by who told it. */
    private final Map<String, Map<FaultSource, Fault>> byPlace = new TreeMap<>();

    public Faults(FaultListener listener) {
        this.listener = listener;
    }

    /** For one loop or watch: takes back only what it told itself. */
    public FaultSource source() {
        return new FaultSource(this);
    }

    void raise(FaultSource source, Fault fault) {
        Fault before;
        boolean isNews;
        boolean isOver;
        synchronized (byPlace) {
            Map<FaultSource, Fault> here = byPlace.computeIfAbsent(fault.place(), place -> new LinkedHashMap<>());
            isNews = !here.containsValue(fault);
            before = here.put(source, fault);
            isOver = before != null && !here.containsValue(before);
        }
        if (isOver) {
            tell(() -> listener.cleared(before));
        }
        if (isNews) {
            tell(() -> listener.raised(fault));
        }
    }

    void clear(FaultSource source, String place) {
        Fault before;
        boolean isOver;
        synchronized (byPlace) {
            Map<FaultSource, Fault> here = byPlace.getOrDefault(place, Map.of());
            if (here.isEmpty()) {
                return;
            }
            before = here.remove(source);
            isOver = before != null && !here.containsValue(before);
            if (here.isEmpty()) {
                byPlace.remove(place);
            }
        }
        if (isOver) {
            tell(() -> listener.cleared(before));
        }
    }

    void clearAll(FaultSource source) {
        List<String> places = new ArrayList<>();
        synchronized (byPlace) {
            byPlace.forEach((place, here) -> {
                if (here.containsKey(source)) {
                    places.add(place);
                }
            });
        }
        places.forEach(place -> clear(source, place));
    }

    /** In the order of their places; what several found is told once. */
    public List<Fault> standing() {
        List<Fault> standing = new ArrayList<>();
        synchronized (byPlace) {
            byPlace.values().forEach(here -> here.values().stream().distinct().forEach(standing::add));
        }
        return List.copyOf(standing);
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | LinkageError theListenersOwn) {
            // The hook is a user's: what it throws must not end the thread that met the fault.
        }
    }
}
