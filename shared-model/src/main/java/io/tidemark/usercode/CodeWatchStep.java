package io.tidemark.usercode;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.loop.LoopStep;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The step of a loop that looks, once a second, for code that does not return, and raises what it finds. */
public final class CodeWatchStep implements LoopStep {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final CodeWatch watch;
    private final FaultSource faults;
    private Set<String> raised = Set.of();

    public CodeWatchStep(CodeWatch watch, Faults faults) {
        this.watch = watch;
        this.faults = faults.source();
    }

    @Override
    public Duration step() {
        List<Fault> stuck = watch.look();
        Set<String> places = new HashSet<>();
        for (Fault fault : stuck) {
            faults.raise(fault);
            places.add(fault.place());
        }
        raised.stream().filter(place -> !places.contains(place)).forEach(faults::clear);
        raised = places;
        return EVERY;
    }
}
