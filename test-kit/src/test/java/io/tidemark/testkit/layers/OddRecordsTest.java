package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.maxDouble;
import static io.tidemark.aggregator.Aggregators.maxOf;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static io.tidemark.aggregator.Aggregators.sumDouble;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.DecodeException;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.function.Field;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records at the edge of what is taken: on which side they are does not depend on who reads them, when and by what class. */
class OddRecordsTest extends LoggedEvents {
    record Texts(Instant at, String k, String v) {}

    /** A longer form of "A", halves of a surrogate pair, a code point that there is not, a byte that begins nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"c181", "eda0bdedb880", "f5808080", "80", "c3"})
    void whatIsNoUtf8IsRefusedWhetherItsFieldIsDeclaredOrNot(String bytes) throws Exception {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(("{" + AT + ",'k':'x','v':'").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        record.writeBytes(HexFormat.of().parseHex(bytes));
        record.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        layers.append("{" + AT + ",'k':'x','v':'é\uD83D\uDE00'}");
        layers.append(record.toByteArray());
        check(PLAIN, Map.of("[x]" + TILE, List.of(1L)));
        check(
                model(Texts.class, Texts::at, Texts::k, a -> a.metric("v", last(Texts::v))),
                Map.of("[x]" + TILE, List.of(1L, "é\uD83D\uDE00")));
    }

    @Test
    void whatTheParserDoesNotTakeIsRefusedInARecordThatIsOtherwisePlain() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','v':'y','" + "n".repeat(50_001) + "':1}",
                "{" + AT + ",'k':'x','v':'y','n':0." + "3".repeat(1_500) + "}",
                "{" + AT + ",'k':'x','v':'y'}");
        long before = layers.realtime(PLAIN).get("[x]" + TILE).get(0) instanceof Long n ? n : -1;
        check(PLAIN, Map.of("[x]" + TILE, List.of(before)));
        check(
                model(Texts.class, Texts::at, Texts::k, a -> a.metric("v", last(Texts::v))),
                Map.of("[x]" + TILE, List.of(before, "y")));
    }

    record Times(Instant at, String k, Instant v) {}

    @Test
    void anInstantWhoseMicrosecondsDoNotFitIntoALongCostsItsRecord() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','v':'2026-01-01T00:00:00Z'}",
                "{" + AT + ",'k':'x','v':'+294247-01-10T04:00:54.999999Z'}",
                "{" + AT + ",'k':'x','v':9223372036854775}",
                "{" + AT + ",'k':'x','v':-9223372036854775807}",
                "{" + AT + ",'k':'x','v':'2026-01-02T00:00:00Z'}");
        check(
                model(Times.class, Times::at, Times::k, a -> a.metric("v", maxOf(Times::v))),
                Map.of("[x]" + TILE, List.of(2L, Instant.parse("2026-01-02T00:00:00Z"))));
    }

    record Whole(Instant at, String k, int v) {}

    record Doubles(Instant at, String k, double v) {}

    record Decimals(Instant at, String k, BigDecimal v) {}

    private static final String LINE = "2026-11-21T09:00:00Z,x,";

    private static <E extends Record> TidemarkModel csv(
            Class<E> event, Field<E, Instant> at, Field<E, String> k, UnaryOperator<AggregationBuilder<E>> metrics) {
        return model(event, at, k, metrics, stream -> stream.format(new Csv()));
    }

    @Test
    void aNumberOfALineIsOneForEveryTypeOrForNone() throws Exception {
        layers.append(
                LINE + "1.5",
                LINE + "1.2345678901234567d",
                LINE + "0x1.00000000000000000p0",
                LINE + " 12.345678901234567",
                LINE + "12.5 ",
                LINE + "1f",
                LINE + "\u0663",
                LINE + "+2",
                LINE + "2e0");
        check(
                csv(Doubles.class, Doubles::at, Doubles::k, a -> a.metric("v", sumDouble(Doubles::v))),
                Map.of("[x]" + TILE, List.of(3L, 5.5)));
        check(
                csv(Decimals.class, Decimals::at, Decimals::k, a -> a.metric("v", sumDecimal(Decimals::v))),
                Map.of("[x]" + TILE, List.of(3L, new BigDecimal("5.5"))));
    }

    @Test
    void aWholeNumberOfALineIsWrittenInTheDigitsThatEveryTypeReads() throws Exception {
        layers.append(LINE + "\u0663", LINE + "007", LINE + "+5");
        check(
                csv(Whole.class, Whole::at, Whole::k, a -> a.metric("v", sum(Whole::v))),
                Map.of("[x]" + TILE, List.of(2L, 12L)));
        check(
                csv(Doubles.class, Doubles::at, Doubles::k, a -> a.metric("v", maxDouble(Doubles::v))),
                Map.of("[x]" + TILE, List.of(2L, 7.0)));
    }

    /** JSON, but for records that it refuses: without a word, or with many. */
    record Curt() implements FieldFormat {
        private static final Json JSON = new Json();

        @Override
        public String name() {
            return "curt";
        }

        @Override
        public boolean tellsTypes() {
            return true;
        }

        @Override
        public <E> FieldDecoder fields(Class<E> event, Set<String> components, UndeclaredFields undeclared) {
            FieldDecoder json = JSON.fields(event, components, undeclared);
            return (bytes, offset, length) -> {
                if (bytes[offset] != '{') {
                    throw new DecodeException(length == 1 ? null : "long ".repeat(1_000_000));
                }
                return json.decode(bytes, offset, length);
            };
        }

        @Override
        public <E> FieldDecoder archived(Class<E> event, Set<String> components) {
            return JSON.archived(event, components);
        }
    }

    @Test
    void aFormatMayRefuseARecordWithoutAWord() throws Exception {
        layers.append("{" + AT + ",'k':'x'}", "?", "??", "{" + AT + ",'k':'x'}");
        check(
                model(Plain.class, Plain::at, Plain::k, a -> a, stream -> stream.format(new Curt())),
                Map.of("[x]" + TILE, List.of(2L)));
        assertEquals(
                1001,
                new DecodeException("long ".repeat(1_000_000)).getMessage().length());
    }
}
