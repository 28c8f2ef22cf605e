package io.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.event.DecodeException;
import io.tidemark.event.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
    record Tick(Long millis) {}

    private static final StreamDecoder<Tick> ANY = decoder(Optional.empty());
    private static final StreamDecoder<Tick> NEAR = decoder(Optional.of(Duration.ofSeconds(10)));

    @Test
    void anEventHasItsTime() throws DecodeException {
        byte[] bytes = "{\"millis\": 1234}".getBytes(UTF_8);
        assertEquals(new Tick(1234L), ANY.decode(bytes, 0, bytes.length, 0));
        assertEquals(1234, ANY.eventTimeMillis());
    }

    @Test
    void whatHasNoTimeIsNoEvent() {
        assertRefused("value: is missing", ANY, null, 0);
        String reason = refusal(ANY, "{}", 0);
        assertEquals("event time: java.lang.NullPointerException", reason.substring(0, 42));
    }

    @Test
    void aTimeOutsideOfFourDigitYearsIsNone() throws DecodeException {
        for (long millis : new long[] {-62_167_219_200_000L, 253_402_300_799_999L}) {
            byte[] bytes = ("{\"millis\": " + millis + "}").getBytes(UTF_8);
            ANY.decode(bytes, 0, bytes.length, 0);
        }
        for (long millis : new long[] {Long.MIN_VALUE, -62_167_219_200_001L, 253_402_300_800_000L, Long.MAX_VALUE}) {
            assertRefused(
                    "event time: " + millis + " ms is outside of the years 0 to 9999",
                    ANY,
                    "{\"millis\": " + millis + "}",
                    0);
        }
    }

    @Test
    void aTimeFarFromTheRecordsStampIsRefusedIfSkewIsBounded() throws DecodeException {
        byte[] bytes = "{\"millis\": 10000}".getBytes(UTF_8);
        NEAR.decode(bytes, 0, bytes.length, 0);
        NEAR.decode(bytes, 0, bytes.length, 20_000);
        assertRefused(
                "event time: 1970-01-01T00:00:10Z is more than PT10S from the record's timestamp"
                        + " 1970-01-01T00:00:20.001Z",
                NEAR,
                "{\"millis\": 10000}",
                20_001);
    }

    private static StreamDecoder<Tick> decoder(Optional<Duration> maxSkew) {
        return new StreamDecoder<>(new StreamDefinition<>("ticks", Tick.class, new Json(), Tick::millis, maxSkew));
    }

    private static void assertRefused(String reason, StreamDecoder<Tick> decoder, String json, long stamp) {
        assertEquals(reason, refusal(decoder, json, stamp));
    }

    private static String refusal(StreamDecoder<Tick> decoder, String json, long stamp) {
        byte[] bytes = json == null ? null : json.getBytes(UTF_8);
        int length = bytes == null ? 0 : bytes.length;
        return assertThrows(DecodeException.class, () -> decoder.decode(bytes, 0, length, stamp))
                .getMessage();
    }
}
