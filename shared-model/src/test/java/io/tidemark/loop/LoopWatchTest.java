package io.tidemark.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private final List<LoopReport> loops = new ArrayList<>();
    private final Faults faults = new Faults(FaultListener.NONE);
    private long nanos;
    private final LoopWatch watch = new LoopWatch(() -> loops, faults, () -> nanos);

    private void look(Duration later, LoopReport... reports) {
        nanos += later.toNanos();
        loops.clear();
        loops.addAll(List.of(reports));
        watch.step();
    }

    private static LoopReport at(String name, int steps) {
        return new LoopReport(
                name, steps, 0, Optional.of(Instant.ofEpochSecond(steps)), Duration.ZERO, Optional.empty());
    }

    private static LoopReport resting(String name, int steps) {
        return new LoopReport(name, steps, 0, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    @Test
    void aStepThatDoesNotEndIsNamedUntilItDoes() {
        look(Duration.ZERO, at("archive", 7), at("heart", 1));
        look(LoopWatch.PATIENCE.minusMillis(1), at("archive", 7), at("heart", 2));
        assertTrue(faults.standing().isEmpty());
        look(Duration.ofMillis(1), at("archive", 7), at("heart", 2));
        assertEquals(
                List.of(
                        "TM-LOOP-002 loop \"archive\": waits for more than 30 s, as for a disk that hangs; see that its disks"
                                + " and what it asks over the network answer, and it goes on by itself when they do; if the clock was set back,"
                                + " restart the node: Kafka's client waits for as long as that was"),
                faults.standing().stream().map(Fault::toString).toList());
        look(Duration.ofMillis(1), resting("archive", 8), at("heart", 3));
        assertTrue(faults.standing().isEmpty());
    }

    @Test
    void aLoopThatRestsIsNotWaitedFor() {
        look(Duration.ZERO, resting("archive", 7));
        look(LoopWatch.PATIENCE.multipliedBy(2), resting("archive", 7));
        assertTrue(faults.standing().isEmpty());
    }
}
