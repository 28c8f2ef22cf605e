package io.tidemark.serving.http.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.exchange.Parameters;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeTextTest {
    private static boolean isLasting(String name, String text) {
        return TimeText.isLasting(new Parameters(Map.of(name, List.of(text))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "-PT6H", "PT0S", "+P1D"})
    void aTimeByTheClockDoesNotLast(String text) {
        assertEquals(List.of(false, false), List.of(isLasting("from", text), isLasting("to", text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001-01-31T08:00:00Z", "2001-01-31T08:00:00+01:00", "2001-01-31", "980928000000", "-1"})
    void anyOtherDoes(String text) {
        assertEquals(List.of(true, true), List.of(isLasting("from", text), isLasting("to", text)));
    }

    @Test
    void secondsAreNotTakenForMilliseconds() {
        Clock clock = Clock.systemUTC();
        RuntimeException refused =
                assertThrows(RuntimeException.class, () -> TimeText.millis("parameter \"from\"", "1795251600", clock));
        assertTrue(refused.getMessage().contains("1970-01-21T18:40:51.600Z"), refused.getMessage());
        assertTrue(refused.getMessage().contains("use 1795251600000 or 2026-11-21T09:00:00Z"), refused.getMessage());
        assertEquals(1_795_251_600_000L, TimeText.millis("from", "1795251600000", clock));
        assertEquals(0, TimeText.millis("from", "0", clock));
        assertEquals(-1_795_251_600L, TimeText.millis("from", "-1795251600", clock));
    }
}
