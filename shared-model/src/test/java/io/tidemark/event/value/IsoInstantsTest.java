package io.tidemark.event.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IsoInstantsTest {
    @Test
    void readsWhatTheJdkReads() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            String text = text(random);
            assertEquals(jdk(text), ours(text), text);
        }
    }

    private static String text(SplittableRandom random) {
        Instant instant = Instant.ofEpochSecond(
                random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000));
        String text = instant.truncatedTo(random.nextBoolean() ? ChronoUnit.MICROS : ChronoUnit.SECONDS)
                .toString();
        if (random.nextInt(4) > 0) {
            return text;
        }
        StringBuilder broken = new StringBuilder(text);
        broken.setCharAt(random.nextInt(text.length()), "0123456789-:.TZ+".charAt(random.nextInt(16)));
        return broken.toString();
    }

    private static Instant jdk(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private static Instant ours(String text) {
        try {
            return IsoInstants.parse(text);
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }
}
