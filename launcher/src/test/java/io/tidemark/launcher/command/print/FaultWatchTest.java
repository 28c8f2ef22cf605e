package io.tidemark.launcher.command.print;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fault.Fault;
import io.tidemark.testkit.ManualClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What `tidemark run` prints of faults. */
class FaultWatchTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<Fault> faults = new ArrayList<>();
    private final StringWriter printed = new StringWriter();
    private final FaultWatch watch = new FaultWatch(() -> List.copyOf(faults), new PrintWriter(printed), clock);

    private static Fault full(String words) {
        return new Fault("TM-STO-001", "archive of t-0", words, "give it room");
    }

    /** A second of a fault, or of none. */
    private void second(String... words) {
        faults.clear();
        for (String each : words) {
            faults.add(full(each));
        }
        watch.step();
        clock.advance(Duration.ofSeconds(1));
    }

    private List<String> lines() {
        return printed.toString().lines().toList();
    }

    @Test
    void whatIsTriedAgainAndAgainIsALineNowAndThenAndOneWhenItIsMended() {
        for (int i = 0; i < 600; i++) {
            // Other words each time, and for a moment it seems to go well.
            if (i % 5 == 4) {
                second();
            } else {
                second("cannot write file-" + i);
            }
        }
        assertEquals(4, lines().size(), lines()::toString);
        assertEquals("waiting: " + full("cannot write file-0"), lines().get(0));
        for (int i = 0; i < 20; i++) {
            second();
        }
        assertEquals(5, lines().size(), lines()::toString);
        assertEquals("going on", lines().get(4));
    }

    @Test
    void nothingIsPrintedWhileAllIsWell() {
        for (int i = 0; i < 100; i++) {
            second();
        }
        assertEquals(List.of(), lines());
    }
}
