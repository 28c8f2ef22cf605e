package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseTest {
    private static final Instant FROM = Instant.parse("2031-01-01T00:00:00Z");
    private final Pause pause = new Pause(FROM, Duration.ofSeconds(10));

    @Test
    void itIsOverWhenItsLengthIs() {
        assertFalse(pause.isOverAt(FROM));
        assertFalse(pause.isOverAt(FROM.plusMillis(9_999)));
        assertTrue(pause.isOverAt(FROM.plusSeconds(10)));
    }

    @Test
    void itIsOverOnceTheClockIsSetBack() {
        assertTrue(pause.isOverAt(FROM.minusMillis(1)));
        assertTrue(pause.isOverAt(FROM.minus(Duration.ofDays(1826))));
    }
}
