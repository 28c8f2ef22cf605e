package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.maxDouble;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.Name;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationBuilder;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.layers.WhatTheLogSaidTest.Lists.Line;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a record class does, and becomes: both layers make the same of what the log said. */
class WhatTheLogSaidTest {
    private static final String AT = "'at':'2026-11-21T09:00:00Z'";
    private static final String TILE = " 2026-11-21T09:00:00Z";

    @TempDir
    Path directory;

    private TwoLayers layers;

    @BeforeEach
    void open() {
        layers = new TwoLayers(directory);
    }

    private static <E extends Record> TidemarkModel model(
            Class<E> event,
            Field<E, Instant> time,
            Field<E, String> group,
            UnaryOperator<AggregationBuilder<E>> metrics) {
        return model(event, time, group, metrics, stream -> stream);
    }

    private static <E extends Record> TidemarkModel model(
            Class<E> event,
            Field<E, Instant> time,
            Field<E, String> group,
            UnaryOperator<AggregationBuilder<E>> metrics,
            UnaryOperator<StreamBuilder<E>> stream) {
        return model -> metrics.apply(model.aggregation("a")
                .over(stream.apply(model.stream(TwoLayers.TOPIC, event).eventTime(time)))
                .groupBy("k", group)
                .tile(Duration.ofMinutes(5))
                .metric("n", count()));
    }

    /** Both layers give this, each by itself; then a recompute gives it again. */
    private void check(TidemarkModel model, Map<String, List<Object>> expected) throws Exception {
        assertEquals(expected, layers.realtime(model));
        layers.archive(model);
        assertEquals(expected, layers.batch(model));
        layers.recompute(model);
        assertEquals(expected, layers.batch(model));
    }

    record Cents(Instant at, String k, long cents) {
        Cents {
            cents = cents * 100;
        }
    }

    @Test
    void aConstructorThatChangesWhatItIsGivenRunsOnce() throws Exception {
        layers.append("{" + AT + ",'k':'x','cents':1}");
        check(
                model(Cents.class, Cents::at, Cents::k, a -> a.metric("cents", sum(Cents::cents))),
                Map.of("[x]" + TILE, List.of(1L, 100L)));
    }

    record Inner(String name, long cents) {
        Inner {
            cents = cents * 100;
            if (cents < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Outer(Instant at, String k, Inner inner, List<Inner> list, Map<String, Inner> map) {
        long all() {
            long all = inner.cents();
            for (Inner each : list) {
                all += each.cents();
            }
            for (Inner each : map.values()) {
                all += each.cents();
            }
            return all;
        }
    }

    @Test
    void constructorsOfNestedRecordsRunOnceToo() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[{'cents':2}],'map':{'m':{'cents':3}}}",
                "{" + AT + ",'k':'x','inner':{'cents':-1},'list':[],'map':{}}",
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[{'cents':-2}],'map':{}}",
                "{" + AT + ",'k':'x','inner':{'cents':1},'list':[],'map':{'m':{'cents':-3}}}");
        check(
                model(Outer.class, Outer::at, Outer::k, a -> a.metric("cents", sum(Outer::all))),
                Map.of("[x]" + TILE, List.of(1L, 600L)));
    }

    record Loud(Instant at, String k) {
        @Override
        public String k() {
            return k.toUpperCase(Locale.ROOT);
        }
    }

    @Test
    void anAccessorThatThrowsCostsItsRecord() throws Exception {
        layers.append("{" + AT + ",'k':'x'}", "{" + AT + "}", "{" + AT + ",'k':'x'}");
        check(model(Loud.class, Loud::at, Loud::k, a -> a), Map.of("[X]" + TILE, List.of(2L)));
    }

    record Until(Instant at, String k, LocalDate until) {}

    @Test
    void aDateThatNoFileCanHoldCostsItsRecord() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','until':'2027-01-01'}",
                "{" + AT + ",'k':'x','until':'+999999999-12-31'}",
                "{" + AT + ",'k':'x','until':'2027-01-01'}");
        check(model(Until.class, Until::at, Until::k, a -> a), Map.of("[x]" + TILE, List.of(2L)));
    }

    record Strict(Instant at, String k, long n) {
        Strict {
            if (n == 13) {
                throw new AssertionError("unlucky");
            }
        }

        @Override
        public Instant at() {
            if (n == 14) {
                throw new IllegalStateException("no time");
            }
            return at;
        }
    }

    @Test
    void whatConstructorOrEventTimeThrowStopsNoPartition() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','n':1}",
                "{" + AT + ",'k':'x','n':13}",
                "{" + AT + ",'k':'x','n':14}",
                "{" + AT + ",'k':'x','n':2}");
        check(
                model(Strict.class, Strict::at, Strict::k, a -> a.metric("sum", sum(Strict::n))),
                Map.of("[x]" + TILE, List.of(2L, 3L)));
    }

    record Plain(Instant at, String k) {}

    record WithQty(Instant at, String k, Integer qty) {}

    record MustHaveQty(Instant at, String k, int qty) {}

    private static final TidemarkModel PLAIN = model(Plain.class, Plain::at, Plain::k, a -> a);
    private static final TidemarkModel WITH_QTY =
            model(WithQty.class, WithQty::at, WithQty::k, a -> a.metric("items", sum(WithQty::qty)));

    @Test
    void aFieldThatIsDeclaredLaterIsReadFromTheBeginning() throws Exception {
        layers.append("{" + AT + ",'k':'x','qty':2}", "{" + AT + ",'k':'x','qty':2}", "{" + AT + ",'k':'y'}");
        check(PLAIN, Map.of("[x]" + TILE, List.of(2L), "[y]" + TILE, List.of(1L)));
        layers.append("{" + AT + ",'k':'x','qty':3}");
        check(
                model(
                        WithQty.class,
                        WithQty::at,
                        WithQty::k,
                        a -> a.metric("items", sum(WithQty::qty), e -> e.qty() != null)),
                Map.of("[x]" + TILE, List.of(3L, 7L), "[y]" + TILE, List.of(1L, 0L)));
        assertEquals(List.of(), layers.gaps(WITH_QTY));
    }

    @Test
    void aFieldThatIsNeededLaterRefusesTheRecordsWithoutIt() throws Exception {
        layers.append("{" + AT + ",'k':'x','qty':2}", "{" + AT + ",'k':'x'}", "{" + AT + ",'k':'x','qty':'two'}");
        check(PLAIN, Map.of("[x]" + TILE, List.of(3L)));
        check(model(MustHaveQty.class, MustHaveQty::at, MustHaveQty::k, a -> a), Map.of("[x]" + TILE, List.of(1L)));
    }

    @Test
    void whereTheFieldWasNotKeptTheAnswerSaysFromWhenItIsKnown() throws Exception {
        TidemarkModel dropping = model(Plain.class, Plain::at, Plain::k, a -> a, StreamBuilder::dropUndeclared);
        layers.append("{" + AT + ",'k':'x','qty':2}", "{" + AT + ",'k':'x','qty':2}");
        check(dropping, Map.of("[x]" + TILE, List.of(2L)));
        layers.append("{" + AT + ",'k':'x','qty':3}");
        layers.archive(WITH_QTY);
        assertEquals(Map.of("[x]" + TILE, List.of(1L, 3L)), layers.batch(WITH_QTY));
        List<Gap> gaps = layers.gaps(WITH_QTY);
        assertEquals(1, gaps.size());
        assertEquals(0, gaps.get(0).offsets().first());
        assertEquals(2, gaps.get(0).offsets().end());
        assertEquals(
                "the archive does not tell \"qty\", which was not declared then and not kept; known from offset 2",
                gaps.get(0).reason());
        layers.recompute(WITH_QTY);
        assertEquals(Map.of("[x]" + TILE, List.of(1L, 3L)), layers.batch(WITH_QTY));
    }

    record Unused(Instant at, String k, Integer qty) {}

    @Test
    void aFieldThatNobodyReadsLimitsNothing() throws Exception {
        TidemarkModel dropping = model(Plain.class, Plain::at, Plain::k, a -> a, StreamBuilder::dropUndeclared);
        layers.append("{" + AT + ",'k':'x','qty':2}");
        check(dropping, Map.of("[x]" + TILE, List.of(1L)));
        TidemarkModel unused = model(Unused.class, Unused::at, Unused::k, a -> a);
        check(unused, Map.of("[x]" + TILE, List.of(1L)));
        assertEquals(List.of(), layers.gaps(unused));
    }

    record Buyer(Instant at, String buyer_id) {}

    record Renamed(Instant at, @Name("buyer_id") String buyer) {}

    @Test
    void aFieldMayBeRenamedInTheClass() throws Exception {
        layers.append("{" + AT + ",'buyer_id':'ada'}", "{" + AT + ",'buyer_id':'ada'}");
        check(model(Buyer.class, Buyer::at, Buyer::buyer_id, a -> a), Map.of("[ada]" + TILE, List.of(2L)));
        layers.append("{" + AT + ",'buyer_id':'ada'}");
        check(model(Renamed.class, Renamed::at, Renamed::buyer, a -> a), Map.of("[ada]" + TILE, List.of(3L)));
        check(model(Buyer.class, Buyer::at, Buyer::buyer_id, a -> a), Map.of("[ada]" + TILE, List.of(3L)));
    }

    record Unnamed(Instant at, String buyer) {}

    record NameAdded(Instant at, @Name("b") String buyer) {}

    @Test
    void aNameThatIsAddedReadsWhatTheLogAlwaysHad() throws Exception {
        layers.append("{" + AT + ",'b':'ada'}", "{" + AT + ",'b':'ada'}");
        check(model(Unnamed.class, Unnamed::at, Unnamed::buyer, a -> a), Map.of("[null]" + TILE, List.of(2L)));
        layers.append("{" + AT + ",'b':'ada'}");
        check(model(NameAdded.class, NameAdded::at, NameAdded::buyer, a -> a), Map.of("[ada]" + TILE, List.of(3L)));
    }

    record Upper(Instant at, String k) {
        Upper {
            k = k.toUpperCase(Locale.ROOT);
        }
    }

    @Test
    void aConstructorThatIsAddedRunsOnOldRecordsToo() throws Exception {
        layers.append("{" + AT + ",'k':'x'}", "{" + AT + ",'k':'x'}");
        check(PLAIN, Map.of("[x]" + TILE, List.of(2L)));
        layers.append("{" + AT + ",'k':'x'}", "{" + AT + ",'k':'x'}");
        check(model(Upper.class, Upper::at, Upper::k, a -> a), Map.of("[X]" + TILE, List.of(4L)));
    }

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

    record Texts(Instant at, String k, String v) {}

    @Test
    void textThatBecomesANumberIsRefusedRecordByRecord() throws Exception {
        layers.append("{" + AT + ",'k':'x','v':'seven'}", "{" + AT + ",'k':'x','v':7}");
        check(model(Texts.class, Texts::at, Texts::k, a -> a), Map.of("[x]" + TILE, List.of(1L)));
        check(longs(Ints.class, Ints::at, Ints::k, Ints::v), Map.of("[x]" + TILE, List.of(1L, 7L)));
    }

    record Lists(Instant at, String k, List<Line> lines) {
        record Line(String sku) {}
    }

    record ListsWithQty(Instant at, String k, List<LineWithQty> lines) {
        record LineWithQty(String sku, int qty) {}

        long items() {
            return lines.stream().mapToLong(LineWithQty::qty).sum();
        }
    }

    @Test
    void aFieldThatIsDeclaredLaterInsideOfAListIsReadToo() throws Exception {
        layers.append(
                "{" + AT + ",'k':'x','lines':[{'sku':'a','qty':2},{'sku':'b','qty':3}]}",
                "{" + AT + ",'k':'x','lines':[{'sku':'c'}]}",
                "{" + AT + ",'k':'x','lines':[]}");
        check(
                model(
                        Lists.class,
                        Lists::at,
                        Lists::k,
                        a -> a.metric(
                                "skus",
                                max(e -> e.lines().stream().map(Line::sku).count()))),
                Map.of("[x]" + TILE, List.of(3L, 2L)));
        check(
                model(
                        ListsWithQty.class,
                        ListsWithQty::at,
                        ListsWithQty::k,
                        a -> a.metric("items", sum(ListsWithQty::items))),
                Map.of("[x]" + TILE, List.of(2L, 5L)));
    }

    @Test
    void theColumnsOfALineMayBeDeclaredLater() throws Exception {
        layers.append("2026-11-21T09:00:00Z,x,2", "2026-11-21T09:00:00Z,x,", "2026-11-21T09:00:00Z,y,5");
        UnaryOperator<StreamBuilder<Plain>> csv = stream -> stream.format(Csv.columns("at", "k", "qty"));
        check(
                model(Plain.class, Plain::at, Plain::k, a -> a, csv),
                Map.of("[x]" + TILE, List.of(2L), "[y]" + TILE, List.of(1L)));
        check(
                model(
                        MustHaveQty.class,
                        MustHaveQty::at,
                        MustHaveQty::k,
                        a -> a.metric("items", sum(MustHaveQty::qty)),
                        stream -> stream.format(Csv.columns("at", "k", "qty"))),
                Map.of("[x]" + TILE, List.of(1L, 2L), "[y]" + TILE, List.of(1L, 5L)));
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
