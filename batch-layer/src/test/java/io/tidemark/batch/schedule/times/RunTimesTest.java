package io.tidemark.batch.schedule.times;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunTimesTest {
    private static Instant at(String time) {
        return Instant.parse("2001-01-01T" + time + "Z");
    }

    @Test
    void anIntervalIsCountedFromTheUnixEpochAndRunsALittleAfterItsEnd() {
        RunTimes hourly = RunTimes.every(Duration.ofHours(1), Duration.ofSeconds(30));
        assertEquals(at("09:00:30"), hourly.lastUntil(at("10:00:29.999")).orElseThrow());
        assertEquals(at("10:00:30"), hourly.lastUntil(at("10:00:30")).orElseThrow());
        assertEquals(at("11:00:30"), hourly.nextAfter(at("10:00:30")).orElseThrow());
    }

    @Test
    void aCronExpressionIsReadInUtc() {
        RunTimes cron = RunTimes.cron("5 */2 * * *");
        assertEquals(at("08:05:00"), cron.lastUntil(at("10:04:59")).orElseThrow());
        assertEquals(at("10:05:00"), cron.lastUntil(at("10:05:00")).orElseThrow());
        assertEquals(at("12:05:00"), cron.nextAfter(at("10:05:00")).orElseThrow());
    }

    @Test
    void whatIsNoCronExpressionIsRefusedWithAMend() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RunTimes.cron("every hour"));
        assertTrue(
                refused.getMessage().startsWith("TM-RUN-006 cron: \"every hour\" is no Unix cron expression"),
                refused::getMessage);
        assertTrue(refused.getMessage().contains("use five fields"), refused::getMessage);
    }
}
