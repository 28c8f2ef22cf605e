package io.tidemark.event.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The plain path and the token path decide alike, whatever the bytes. */
class FlatJsonTest {
    enum Kind {
        VIEW,
        CLICK
    }

    record Ad(String id, Kind kind, long time, int count, Integer boxed, double price, boolean paid, Instant at) {
        Ad {
            if (count == 13) {
                throw new IllegalArgumentException("unlucky");
            }
        }
    }

    private static final String[] PIECES = {
        "0",
        "-0",
        "-",
        "13",
        "007",
        "1.5",
        "0.1",
        "-0.0",
        "1e5",
        "12345678901234567890",
        "999999999999999999",
        "null",
        "true",
        "false",
        "tru",
        "\"",
        "\\",
        "\\\"",
        "\\u0041",
        "é",
        "\u0001",
        " ",
        "\t",
        "\n",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"VIEW\"",
        "\"2001-01-01T00:00:00Z\"",
        "\"x\"",
        "\"id\"",
        "\"unknown\":1,",
        "\"unknown\":{\"a\":[1]},"
    };

    @Test
    void decidesAsTheTokensDoForMutatedRecords() {
        UndeclaredFields undeclared = UndeclaredFields.kept();
        JsonDecoder decoder =
                JsonDecoder.of(RecordSchema.of(Ad.class), EventFormat.allComponents(Ad.class), undeclared);
        int plain = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = surrounded(mutated(json(random), random), random);
            String flat = outcome(decoder::decode, undeclared, bytes);
            assertEquals(outcome(decoder::decodeTokens, undeclared, bytes), flat, "seed " + seed + ": " + text(bytes));
            plain += flat.startsWith("Ad[") ? 1 : 0;
        }
        assertTrue(plain > 5_000, "the mutations leave enough records whole: " + plain);
    }

    @Test
    void takesThePlainCaseItself() {
        FlatJson flat = FlatJson.of(
                        RecordSchema.of(Ad.class), EventFormat.allComponents(Ad.class), UndeclaredFields.dropped())
                .orElseThrow();
        byte[] bytes = json(new SplittableRandom(1)).getBytes(StandardCharsets.UTF_8);
        assertNotNull(flat.decode(bytes, 0, bytes.length));
    }

    @Test
    void leavesTextsThatNobodyReadsUnbuilt() throws DecodeException {
        EventDecoder<Ad> decoder = new Json().decoder(Ad.class, Set.of("time"));
        byte[] bytes = json(new SplittableRandom(1)).getBytes(StandardCharsets.UTF_8);
        assertNull(decoder.decode(bytes, 0, bytes.length).id());
    }

    @Test
    void aClassThatCannotBePlainIsLeftToTheTokens() {
        record Nested(Ad ad) {}
        assertTrue(FlatJson.of(RecordSchema.of(Nested.class), Set.of("ad"), UndeclaredFields.dropped())
                .isEmpty());
    }

    private static String json(SplittableRandom random) {
        String space = random.nextInt(3) == 0 ? " " : "";
        return "{\"id\":" + space + "\"" + "abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(26))
                + "\"," + space + "\"kind\":\"" + Kind.values()[random.nextInt(2)]
                + "\",\"time\":" + space + random.nextLong(-1_000_000_000_000L, 2_000_000_000_000L)
                + (random.nextInt(5) == 0 ? ",\"more\":\"text\"" : "")
                + ",\"count\":" + random.nextInt(-20, 20)
                + ",\"boxed\":" + (random.nextBoolean() ? random.nextInt() : "null")
                + ",\"price\":" + random.nextInt(-1000, 1000) / 100.0
                + ",\"paid\":" + random.nextBoolean()
                + ",\"at\":" + (random.nextBoolean() ? "\"2001-01-31T23:59:00Z\"" : "980985540000") + "}";
    }

    private static byte[] mutated(String json, SplittableRandom random) {
        StringBuilder text = new StringBuilder(json);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            if (random.nextBoolean()) {
                text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            } else {
                int end = Math.min(text.length(), at + 1 + random.nextInt(4));
                text.replace(at, end, random.nextBoolean() ? "" : PIECES[random.nextInt(PIECES.length)]);
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** As in a fetch buffer: other bytes before and behind. */
    private static byte[] surrounded(byte[] bytes, SplittableRandom random) {
        byte[] buffer = new byte[bytes.length + 20];
        Arrays.fill(buffer, (byte) (random.nextBoolean() ? '"' : '}'));
        System.arraycopy(bytes, 0, buffer, 10, bytes.length);
        return buffer;
    }

    private static String outcome(FieldDecoder decoder, UndeclaredFields undeclared, byte[] buffer) {
        try {
            ComponentValues values = decoder.decode(buffer, 10, buffer.length - 20);
            String more = new String(undeclared.text(), 0, undeclared.length(), StandardCharsets.UTF_8);
            return RecordSchema.of(Ad.class).create(values) + more;
        } catch (DecodeException | IllegalArgumentException fault) {
            return fault.getMessage();
        }
    }

    private static String text(byte[] buffer) {
        return new String(buffer, 10, buffer.length - 20, StandardCharsets.UTF_8);
    }
}
