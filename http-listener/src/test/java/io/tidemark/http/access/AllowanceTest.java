package io.tidemark.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private long nanos;

    private Allowance of(AskerLimits limits) {
        return new Allowance(limits, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void soManyRequestsASecondInTheLongRun() {
        Allowance allowance = of(new AskerLimits(2, 0, 0, Duration.ZERO));
        int begun = 0;
        for (int second = 0; second < 100; second++) {
            for (int i = 0; i < 10; i++) {
                begun += allowance.begin().isEmpty() ? 1 : 0;
            }
            pass(Duration.ofSeconds(1));
        }
        assertEquals(20 + 2 * 99, begun, 1);
    }

    @Test
    void soManyAtOnce() {
        Allowance allowance = of(new AskerLimits(0, 2, 0, Duration.ZERO));
        assertEquals(OptionalLong.empty(), allowance.begin());
        assertEquals(OptionalLong.empty(), allowance.begin());
        assertEquals(OptionalLong.of(1), allowance.begin());
        allowance.end(Duration.ofSeconds(9));
        assertEquals(OptionalLong.empty(), allowance.begin());
    }

    @Test
    void whatAnAnswerTookIsWaitedForBeforeTheNext() {
        Allowance allowance = of(new AskerLimits(0, 0, 0, Duration.ofMillis(100)));
        assertEquals(OptionalLong.empty(), allowance.begin());
        allowance.end(Duration.ofSeconds(3));
        assertEquals(OptionalLong.of(21), allowance.begin());
        pass(Duration.ofSeconds(21));
        assertEquals(OptionalLong.empty(), allowance.begin());
    }
}
