package io.tidemark.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterTest {
    @Test
    void answerBeforeTheFirstRecordIsNoMeasurement() {
        IllegalStateException fault = assertThrows(IllegalStateException.class, () -> new Meter().stop());
        assertEquals(
                "meter: stopped before a first record was read, so the answer is of an earlier run; empty the state"
                        + " folder",
                fault.getMessage());
    }

    @Test
    void oneWrongCellIsAWrongAnswer() {
        assertEquals("yes", Meter.verify(Map.of("a", 1L), Map.of("a", 1L)));
        assertEquals("no", Meter.verify(Map.of("a", 1L, "b", 2L), Map.of("a", 2L, "b", 1L)));
    }
}
