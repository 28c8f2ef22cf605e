package io.tidemark.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemindersTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Reminders reminders = new Reminders(clock);

    private static Fault full(String words) {
        return fault("TM-STO-001", "archive of t-0", words);
    }

    private static Fault fault(String code, String place, String words) {
        return new Fault(code, place, words, "give it room");
    }

    @Test
    void whatLastsIsToldAtOnceAndThenLessAndLessOftenWhateverItsWords() {
        List<Long> toldAfterMinutes = new ArrayList<>();
        for (int second = 0; second < 5 * 3600; second += 5) {
            if (reminders.isDue(full("attempt " + second))) {
                toldAfterMinutes.add(second / 60L);
            }
            clock.advance(Duration.ofSeconds(5));
        }
        assertEquals(List.of(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L), toldAfterMinutes);
    }

    @Test
    void thatItIsOverIsToldOnceIfItWasTold() {
        assertFalse(reminders.isOver("archive of t-0"));
        assertTrue(reminders.isDue(full("")));
        assertTrue(reminders.isOver("archive of t-0"));
        assertFalse(reminders.isOver("archive of t-0"));
        clock.advance(Reminders.FIRST);
        assertTrue(reminders.isDue(full("")));
    }

    @Test
    void whatComesAndGoesIsNotToldEachTime() {
        int lines = 0;
        for (int i = 0; i < 100; i++) {
            lines += reminders.isDue(full("")) ? 1 : 0;
            lines += reminders.isOver("archive of t-0") ? 1 : 0;
            clock.advance(Reminders.FIRST.dividedBy(20));
        }
        assertEquals(10, lines);
    }

    @Test
    void anotherFaultOrPlaceIsNews() {
        assertTrue(reminders.isDue(full("")));
        assertFalse(reminders.isDue(full("")));
        assertTrue(reminders.isDue(fault("TM-ARC-001", "archive of t-0", "")));
        assertTrue(reminders.isDue(fault("TM-STO-001", "archive of t-1", "")));
    }

    @Test
    void whatFailsInTwoWaysInTurnsIsToldOnceEach() {
        Fault other = fault("TM-ARC-011", "archive of t-0", "");
        assertTrue(reminders.isDue(full("")));
        assertTrue(reminders.isDue(other));
        assertFalse(reminders.isDue(full("")));
        assertFalse(reminders.isDue(other));
        assertTrue(reminders.isOver("archive of t-0"));
        assertFalse(reminders.isOver("archive of t-0"));
    }

    @Test
    void aClockThatIsSetBackKeepsNothingQuiet() {
        assertTrue(reminders.isDue(full("")));
        clock.advance(Duration.ofDays(-1));
        assertTrue(reminders.isDue(full("")));
    }
}
