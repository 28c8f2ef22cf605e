package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.maxDouble;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import io.tidemark.model.TidemarkModel;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fields that are of another type, and records of another format, than when they were archived. */
class ChangedTypesTest extends LoggedEvents {
    record Ints(Instant at, String k, int v) {}

    record Longs(Instant at, String k, long v) {}

    record Doubles(Instant at, String k, double v) {}

    record Floats(Instant at, String k, float v) {}

    record Decimals(Instant at, String k, BigDecimal v) {}

    private static <E extends Record> TidemarkModel longs(
            Class<E> event, Field<E, Instant> at, Field<E, String> k, LongField<E> v) {
        return model(event, at, k, a -> a.metric("v", max(v)));
    }

    @Test
    void aTypeMayGrowWider() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':7}", "{" + AT + ",'k':'x','v':5000000000}");
        check(longs(Ints.class, Ints::at, Ints::k, Ints::v), Map.of("[x]" + TILE, List.of(1L, 7L)));
        check(longs(Longs.class, Longs::at, Longs::k, Longs::v), Map.of("[x]" + TILE, List.of(2L, 5000000000L)));
        layers.append("{" + AT + ",'k':'x','v':5000000000.5}");
        check(
                model(Doubles.class, Doubles::at, Doubles::k, a -> a.metric("v", maxDouble(Doubles::v))),
                Map.of("[x]" + TILE, List.of(3L, 5000000000.5)));
        check(
                model(Decimals.class, Decimals::at, Decimals::k, a -> a.metric("v", sumDecimal(Decimals::v))),
                Map.of("[x]" + TILE, List.of(3L, new BigDecimal("10000000007.5"))));
    }

    @Test
    void aFloatThatBecomesADoubleIsWhatTheLogSaid() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':0.123456789}");
        check(
                model(Floats.class, Floats::at, Floats::k, a -> a.metric("v", maxDouble(Floats::v))),
                Map.of("[x]" + TILE, List.of(1L, (double) 0.123456789f)));
        check(
                model(Doubles.class, Doubles::at, Doubles::k, a -> a.metric("v", maxDouble(Doubles::v))),
                Map.of("[x]" + TILE, List.of(1L, 0.123456789)));
    }

    @Test
    void aNumberThatBecomesADecimalKeepsAllItsDigits() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':12345678901234567.89}", "{" + AT + ",'k':'x','v':0.01}");
        check(model(Doubles.class, Doubles::at, Doubles::k, a -> a), Map.of("[x]" + TILE, List.of(2L)));
        check(
                model(Decimals.class, Decimals::at, Decimals::k, a -> a.metric("v", sumDecimal(Decimals::v))),
                Map.of("[x]" + TILE, List.of(2L, new BigDecimal("12345678901234567.9"))));
    }

    record DecimalLists(Instant at, String k, List<BigDecimal> v) {}

    @Test
    void aDecimalIsItsNumberHoweverTheLogWroteIt() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':1.50}", "{" + AT + ",'k':'x','v':1e2}", "{" + AT + ",'k':'x','v':0.00}");
        check(model(Doubles.class, Doubles::at, Doubles::k, a -> a), Map.of("[x]" + TILE, List.of(3L)));
        layers.append("{" + AT + ",'k':'x','v':1.5}", "{" + AT + ",'k':'x','v':7E1000}");
        Map<String, List<Object>> expected = Map.of(
                "[1.5]" + TILE, List.of(2L),
                "[100]" + TILE, List.of(1L),
                "[0]" + TILE, List.of(1L),
                "[7E+1000]" + TILE, List.of(1L));
        check(model(Decimals.class, Decimals::at, d -> d.v().toString(), a -> a), expected);
        layers.append("{" + AT + ",'k':'x','v':[1.50,null]}");
        check(
                model(DecimalLists.class, DecimalLists::at, d -> d.v().toString(), a -> a),
                Map.of("[[1.5, null]]" + TILE, List.of(1L)));
    }

    record Texts(Instant at, String k, String v) {}

    @Test
    void textThatBecomesANumberIsRefusedRecordByRecord() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':'seven'}", "{" + AT + ",'k':'x','v':7}");
        check(model(Texts.class, Texts::at, Texts::k, a -> a), Map.of("[x]" + TILE, List.of(1L)));
        check(longs(Ints.class, Ints::at, Ints::k, Ints::v), Map.of("[x]" + TILE, List.of(1L, 7L)));
    }

    /** A user's: lines of a key and a number, divided by a colon. */
    record Colons() implements EventFormat {
        @Override
        public String name() {
            return "colons";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> event) {
            return (bytes, offset, length) -> {
                String[] parts = new String(bytes, offset, length, StandardCharsets.UTF_8).split(":");
                if (parts.length < 2) {
                    throw new DecodeException("no colon");
                }
                Instant at = Instant.parse("2026-11-21T09:00:00Z");
                Object made = event == Longs.class
                        ? new Longs(at, parts[0], Long.parseLong(parts[1]))
                        : new Texts(at, parts[0], parts[1]);
                return event.cast(made);
            };
        }
    }

    @Test
    void recordsOfAUsersFormatAreHeldAsTheyCame() throws Exception {
        layers.append("x:7", "x:seven", "garbage", "x:8");
        check(
                model(Texts.class, Texts::at, Texts::k, a -> a, stream -> stream.format(new Colons())),
                Map.of("[x]" + TILE, List.of(3L)));
        check(
                model(
                        Longs.class,
                        Longs::at,
                        Longs::k,
                        a -> a.metric("v", sum(Longs::v)),
                        stream -> stream.format(new Colons())),
                Map.of("[x]" + TILE, List.of(2L, 15L)));
    }

    @Test
    void anotherFormatIsNotTakenForTheOneThatWasArchived() throws Exception {
        layers.append("{" + AT + ",'k':'x'}");
        check(PLAIN, Map.of("[x]" + TILE, List.of(1L)));
        TidemarkModel csv =
                model(Plain.class, Plain::at, Plain::k, a -> a, stream -> stream.format(Csv.columns("at", "k")));
        layers.append("2026-11-21T09:00:00Z,y");
        layers.archive(csv);
        assertEquals(Map.of("[y]" + TILE, List.of(1L)), layers.batch(csv));
        assertEquals(
                "the archive does not tell records were read as json, not as csv(,at,k); known from offset 1",
                layers.gaps(csv).get(0).reason());
        assertEquals("json", new Json().name());
    }
}
