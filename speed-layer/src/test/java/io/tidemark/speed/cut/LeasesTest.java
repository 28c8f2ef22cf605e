package io.tidemark.speed.cut;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.manifest.ViewId;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.Tidemark;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final ViewId VIEW = new ViewId("sales", "f");
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock(Instant.parse("2031-01-01T00:00:00Z"));
    private final Leases leases = new Leases(clock);

    @BeforeEach
    void take() {
        leases.take(new TidemarkLease("node#1", VIEW, Tidemark.START, LENGTH));
    }

    @Test
    void oneThatIsNotRenewedLapses() {
        clock.advance(LENGTH);
        assertTrue(leases.isHeld(VIEW));
        clock.advance(Duration.ofMillis(1));
        assertFalse(leases.isHeld(VIEW));
    }

    @Test
    void oneOfAClockThatWasAheadLastsNoLongerThanItsLengthFromThenOn() {
        clock.advance(Duration.ofDays(-1826));
        assertTrue(leases.isHeld(VIEW));
        clock.advance(LENGTH.plusMillis(1));
        assertFalse(leases.isHeld(VIEW));
    }

    @Test
    void oneThatIsGivenBackIsHeldNoLonger() {
        long before = leases.version();
        leases.take(new TidemarkLease("node#1", VIEW, Tidemark.START, Duration.ZERO));
        assertFalse(leases.isHeld(VIEW));
        assertTrue(leases.version() > before);
    }
}
