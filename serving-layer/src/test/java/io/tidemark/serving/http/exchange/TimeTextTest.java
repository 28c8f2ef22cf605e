package io.tidemark.serving.http.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
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
}
