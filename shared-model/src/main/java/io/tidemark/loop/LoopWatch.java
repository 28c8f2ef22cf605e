package io.tidemark.loop;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.fault.FoundFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The step of a loop that looks, once a second, whether other loops come back from theirs: a disk that hangs throws nothing,
 * and a loop that waits for it says nothing of itself. For loops none of whose steps takes long.
 */
public final class LoopWatch implements LoopStep {
    /** How long a step may take before it is named. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Supplier<List<LoopReport>> loops;
    private final FoundFaults faults;
    private final LongSupplier nanoTime;
    private Map<String, Seen> seen = new HashMap<>();

    /** A step that was under way at a look, and since when by this process's own time, which nobody sets. */
    private record Seen(LoopReport report, long nanos) {}

    public LoopWatch(Supplier<List<LoopReport>> loops, Faults faults) {
        this(loops, faults, System::nanoTime);
    }

    LoopWatch(Supplier<List<LoopReport>> loops, Faults faults, LongSupplier nanoTime) {
        this.loops = loops;
        this.faults = new FoundFaults(faults);
        this.nanoTime = nanoTime;
    }

    @Override
    public Duration step() {
        long now = nanoTime.getAsLong();
        Map<String, Seen> next = new HashMap<>();
        List<Fault> found = new ArrayList<>();
        for (LoopReport report : loops.get()) {
            if (report.stepping().isEmpty()) {
                continue;
            }
            Seen before = seen.get(report.name());
            Seen same = before != null && before.report().equals(report) ? before : new Seen(report, now);
            next.put(report.name(), same);
            if (now - same.nanos() >= PATIENCE.toNanos()) {
                found.add(
                        new Fault(
                                "TM-LOOP-002",
                                "loop \"" + report.name() + "\"",
                                "waits for more than " + PATIENCE.toSeconds() + " s, as for a disk that hangs",
                                "see that its disks and what it asks over the network answer, and it goes on by itself when they do;"
                                        + " if the clock was set back, restart the node: Kafka's client waits for as long as that was"));
            }
        }
        seen = next;
        faults.found(found);
        return EVERY;
    }
}
