package io.tidemark.launcher.command.print;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reminders;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tells the console of faults as they come, now and then of those that last, and when the last of them is over: not each time
 * that something is tried and fails again. Owned by one thread.
 */
public final class FaultWatch {
    /** What is tried again is for a moment no fault. */
    static final Duration CALM = Duration.ofSeconds(10);

    private final Supplier<List<Fault>> faults;
    private final PrintWriter err;
    private final Clock clock;
    private final Reminders reminders;
    /** When there was a fault last, by its place. */
    private final Map<String, Instant> standing = new HashMap<>();

    public FaultWatch(Supplier<List<Fault>> faults, PrintWriter err, Clock clock) {
        this.faults = faults;
        this.err = err;
        this.clock = clock;
        this.reminders = new Reminders(clock);
    }

    /** Looks once; returns how many faults there are now. */
    public int step() {
        List<Fault> now = faults.get();
        Instant at = clock.instant();
        for (Fault fault : now) {
            standing.put(fault.place(), at);
            if (reminders.isDue(fault)) {
                err.println("waiting: " + fault);
            }
        }
        boolean isAnyTold = false;
        for (String place : List.copyOf(standing.keySet())) {
            if (!at.isBefore(standing.get(place).plus(CALM))) {
                standing.remove(place);
                isAnyTold |= reminders.isOver(place);
            }
        }
        if (isAnyTold && standing.isEmpty()) {
            err.println("going on");
        }
        err.flush();
        return now.size();
    }
}
