package io.tidemark.http.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class InstantJsonTest {
    @Test
    void everyInstantIsWrittenAsTheJdkWritesIt() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            long millis = random.nextLong(Long.MAX_VALUE) >> random.nextInt(40);
            assertWritten(Instant.ofEpochMilli(random.nextBoolean() ? millis : -millis));
            long seconds = random.nextLong(253_402_300_800L);
            int[] nanos = {0, 1, 120_000_000, 123_456_000, random.nextInt(1_000_000_000)};
            assertWritten(Instant.ofEpochSecond(seconds, nanos[random.nextInt(nanos.length)]));
        }
        for (String edge : List.of(
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59.999Z",
                "9999-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z")) {
            assertWritten(Instant.parse(edge));
        }
    }

    private static void assertWritten(Instant instant) {
        assertEquals('"' + instant.toString() + '"', text(json -> InstantJson.write(json, instant)));
        Instant millis = Instant.ofEpochMilli(instant.toEpochMilli());
        assertEquals('"' + millis.toString() + '"', text(json -> InstantJson.write(json, instant.toEpochMilli())));
    }

    private static String text(Json.Document document) {
        return new String(Json.bytes(document), StandardCharsets.UTF_8);
    }
}
