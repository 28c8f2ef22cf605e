package io.tidemark.fault;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Faults that stand somewhere in a part of the system, and are found there by looking: each is told when it is found first,
 * and over when it is found no more. Safe for use by many threads.
 */
public final class FoundFaults {
    private final FaultSource faults;
    private final Set<String> places = new HashSet<>();

    public FoundFaults(Faults faults) {
        this.faults = faults.source();
    }

    /** These are all there are at present; of several at one place the first is told. */
    public synchronized void found(Collection<Fault> now) {
        Map<String, Fault> byPlace = new HashMap<>();
        now.forEach(fault -> byPlace.putIfAbsent(fault.place(), fault));
        places.removeIf(place -> {
            boolean isOver = !byPlace.containsKey(place);
            if (isOver) {
                faults.clear(place);
            }
            return isOver;
        });
        byPlace.values().forEach(faults::raise);
        places.addAll(byPlace.keySet());
    }
}
