package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.event.Name;
import io.tidemark.event.csv.Csv;
import io.tidemark.manifest.Gap;
import io.tidemark.model.StreamBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.layers.ChangedFieldsTest.Lists.Line;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Fields that a definition declares, needs or names otherwise than when its records were archived. */
class ChangedFieldsTest extends LoggedEvents {
    record WithQty(Instant at, String k, Integer qty) {}

    record MustHaveQty(Instant at, String k, int qty) {}

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
        assertEquals(List.of(), layers.preview(dropping));
        assertEquals(2, layers.preview(WITH_QTY).get(0).offsets().end(), "told before it is built");
        layers.archive(WITH_QTY);
        List<Gap> preview = layers.preview(WITH_QTY);
        assertEquals(Map.of("[x]" + TILE, List.of(1L, 3L)), layers.batch(WITH_QTY));
        List<Gap> gaps = layers.gaps(WITH_QTY);
        assertEquals(gaps, preview);
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
}
