package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EventsTest {
    sealed interface Touch {
        String campaign();
    }

    record View(Instant at, String campaign, String page) implements Touch {}

    record Click(Instant at, String campaign, boolean isRobot, int cents) implements Touch {}

    record Order(Instant at, String id, List<Item> items) {}

    record Item(String sku, int cents) {}

    record Cost(String campaign, int cents) {}

    private static StreamBuilder<View> views(ModelBuilder model) {
        return model.stream("views", View.class).eventTime(View::at);
    }

    private static StreamBuilder<Click> clicks(ModelBuilder model) {
        return model.stream("clicks", Click.class).eventTime(Click::at);
    }

    private static <E> AggregationBuilder<E> counted(ModelBuilder model, Events<E> events) {
        return model.aggregation("a").over(events).tile(Duration.ofHours(1)).metric("n", count());
    }

    private static <E> AggregationDefinition<?> over(Function<ModelBuilder, Events<E>> events) {
        return Model.of(model -> counted(model, events.apply(model)))
                .aggregations()
                .get(0);
    }

    @Test
    void streamsOfOneInterfaceAreUnitedAsTheyAre() {
        AggregationDefinition<?> both = Model.of(model -> {
                    Events<Touch> touches = model.union(views(model), clicks(model));
                    counted(model, touches).groupBy("campaign", Touch::campaign);
                })
                .aggregations()
                .get(0);
        assertEquals(Set.of("clicks", "views"), both.input().topics());
        assertEquals(
                List.of(true, true),
                both.input().sources().stream().map(Source::isPlain).toList());
        assertEquals(Optional.empty(), both.input().plainStream());
    }

    @Test
    void stepsFollowOneAnotherAndLeaveTheStreamAsItIs() {
        List<List<String>> words = new ArrayList<>();
        Model model = Model.of(builder -> {
            StreamBuilder<Click> clicks = clicks(builder);
            Events<Cost> costs = clicks.filter(c -> !c.isRobot())
                    .map(Cost.class, c -> new Cost(c.campaign(), c.cents()))
                    .filter(c -> c.cents() > 0);
            builder.aggregation("costs").over(costs).allTime().metric("cents", sum(Cost::cents));
            builder.aggregation("clicks").over(clicks).allTime().metric("n", count());
        });
        for (AggregationDefinition<?> each : model.aggregations()) {
            words.add(each.input().sources().get(0).steps().stream()
                    .map(Step::word)
                    .toList());
        }
        assertEquals(List.of(List.of("filter", "map", "filter"), List.of()), words);
        assertEquals(
                "clicks (filter, map, filter)",
                model.aggregations().get(0).input().describe());
        assertEquals("clicks", model.aggregations().get(1).input().describe());
    }

    @Test
    void aUnionOfUnionsIsOneAndAStepOverItIsOneOverEach() {
        AggregationDefinition<?> all = over(model -> {
            Events<Cost> costs = model.union(
                    views(model).map(Cost.class, v -> new Cost(v.campaign(), 1)),
                    model.union(clicks(model).map(Cost.class, c -> new Cost(c.campaign(), c.cents()))));
            return costs.filter(c -> c.cents() > 0);
        });
        all.input()
                .sources()
                .forEach(source -> assertEquals(
                        List.of("map", "filter"),
                        source.steps().stream().map(Step::word).toList(),
                        source.topic()));
    }

    @Test
    void theOrderInWhichStreamsAreNamedIsOfNoConsequence() {
        AggregationDefinition<?> one = over(model -> model.<Touch>union(views(model), clicks(model)));
        AggregationDefinition<?> other = over(model -> model.<Touch>union(clicks(model), views(model)));
        assertEquals(one.fingerprint(), other.fingerprint());
    }

    @Test
    void everyStepAndEveryStreamIsInTheFingerprint() {
        Set<String> prints = new HashSet<>(List.of(
                over(EventsTest::clicks).fingerprint(),
                over(model -> model.union(clicks(model))).fingerprint(),
                over(model -> clicks(model).filter(c -> c.cents() > 1)).fingerprint(),
                over(model -> clicks(model).filter(c -> c.cents() > 2)).fingerprint(),
                over(model -> clicks(model).filter(c -> c.cents() > 1).filter(c -> c.cents() > 2))
                        .fingerprint(),
                over(model -> clicks(model).map(Cost.class, c -> new Cost(c.campaign(), 1)))
                        .fingerprint(),
                over(model -> clicks(model).map(Cost.class, c -> new Cost(c.campaign(), 2)))
                        .fingerprint(),
                over(model -> clicks(model).map(Click.class, c -> c)).fingerprint(),
                over(model -> clicks(model).map(Click.class, c -> c, c -> c.at().plusSeconds(1)))
                        .fingerprint(),
                over(model -> clicks(model).flatMap(Click.class, c -> List.of(c)))
                        .fingerprint(),
                over(model -> model.<Touch>union(clicks(model), views(model))).fingerprint()));
        // One stream by itself is what it was before there were unions.
        assertEquals(10, prints.size());
    }

    @Test
    void whatIsReadOfAStreamIsWhatItsStepsRead() {
        assertEquals(
                Optional.of(Set.of("at", "cents", "campaign")),
                read(model -> clicks(model).filter(c -> c.cents() > 1).map(Cost.class, EventsTest::free)));
        assertEquals(Optional.of(Set.of("at", "isRobot")), read(model -> clicks(model)
                .filter(c -> !c.isRobot())));
        assertEquals(
                Optional.empty(),
                read(model -> clicks(model).flatMap(Click.class, c -> List.of(c))),
                "an event that goes on may be read as a whole");
    }

    private static Cost free(Click click) {
        return new Cost(click.campaign(), 0);
    }

    private static <E> Optional<Set<String>> read(Function<ModelBuilder, Events<E>> events) {
        Model model = Model.of(builder -> counted(builder, events.apply(builder)));
        return UsedFields.of(model.aggregations().get(0), model.streams().get(0));
    }

    @Test
    void aTimeOfItsOwnIsKnown() {
        assertEquals(true, keepsTime(model -> clicks(model).map(Click.class, c -> c)));
        assertEquals(false, keepsTime(model -> clicks(model)
                .map(Click.class, c -> c, Click::at)
                .filter(c -> true)));
    }

    private static <E> boolean keepsTime(Function<ModelBuilder, Events<E>> events) {
        return over(events).input().sources().get(0).keepsTime();
    }

    @Test
    void everyFaultOfAnInputNamesItsPlace() {
        AtomicReference<StreamBuilder<Click>> foreign = new AtomicReference<>();
        Model.of(model -> {
            foreign.set(clicks(model));
            counted(model, foreign.get());
        });
        Condition<Click> noClaim = null;
        Field<Order, List<Item>> noRows = null;
        Field<Item, Instant> noTime = null;
        assertEquals(
                List.of(
                        "TM-DEF-029 aggregation \"null\", over: is null; give a value, or leave the call out",
                        "TM-DEF-029 aggregation \"part\", over: is null; give a value, or leave the call out",
                        "TM-DEF-041 aggregation \"none\", over: unites no streams; give union one or several",
                        "TM-DEF-042 aggregation \"twice\", over: topic \"clicks\" comes in twice; unite each stream once: a"
                                + " flatMap can give the events of both ways",
                        "TM-DEF-011 aggregation \"foreign\", over: the stream is of another model; use a stream of this"
                                + " model's builder",
                        "TM-DEF-029 aggregation \"steps\", over, topic \"clicks\", filter: is null; give a value, or leave"
                                + " the call out",
                        "TM-DEF-029 aggregation \"steps\", over, topic \"orders\", flatMap: is null; give a value, or leave"
                                + " the call out",
                        "TM-DEF-029 aggregation \"time\", over, topic \"orders\", flatMap, event time: is null; give a value,"
                                + " or leave the call out",
                        "TM-DEF-029 aggregation \"class\", over, topic \"clicks\", map, class: is null; give a value, or"
                                + " leave the call out",
                        "TM-DEF-040 aggregation \"primitive\", over, topic \"clicks\", map: int is no class of events; give a"
                                + " class, such as a record",
                        "TM-DEF-043 aggregation \"many\", over: unites 101 streams, and 100 are allowed; make aggregations of"
                                + " fewer"),
                faults(model -> {
                    StreamBuilder<Click> clicks = clicks(model);
                    StreamBuilder<Order> orders =
                            model.stream("orders", Order.class).eventTime(Order::at);
                    all(model, "null", (Events<Click>) null);
                    all(model, "part", model.union(clicks, null));
                    all(model, "none", model.union());
                    all(model, "twice", model.union(clicks, clicks.filter(c -> c.cents() > 1)));
                    all(model, "foreign", model.union(clicks, foreign.get().filter(c -> c.cents() > 1)));
                    all(
                            model,
                            "steps",
                            model.<Object>union(clicks.filter(noClaim), orders.flatMap(Item.class, noRows)));
                    all(model, "time", orders.flatMap(Item.class, Order::items, noTime));
                    all(model, "class", clicks.map(null, c -> c));
                    all(model, "primitive", clicks.map(int.class, Click::cents));
                    List<StreamBuilder<Click>> many = IntStream.range(0, 101)
                            .mapToObj(i ->
                                    model.stream("clicks-" + i, Click.class).eventTime(Click::at))
                            .toList();
                    all(model, "many", Events.union(many));
                }));
    }

    private static void all(ModelBuilder model, String name, Events<?> events) {
        model.aggregation(name).over(events).allTime().metric("n", count());
    }

    private static List<String> faults(TidemarkModel definition) {
        return assertThrows(DefinitionException.class, () -> Model.of(definition)).faults().stream()
                .map(EventsTest::text)
                .toList();
    }

    private static String text(Fault fault) {
        return fault.code() + " " + fault.place() + ": " + fault.fault() + "; " + fault.mend();
    }

    @Test
    void anOperatorIsOverOneStreamAsItIs() {
        List<String> faults = faults(model ->
                counted(model, model.<Touch>union(clicks(model), views(model))).through(new Nothing<>()));
        assertEquals(1, faults.size());
        assertTrue(faults.get(0).startsWith("TM-DEF-044 aggregation \"a\", operator: "), faults.get(0));
    }

    private record Nothing<E>() implements Operator<E> {
        @Override
        public Duration lookBack() {
            return Duration.ZERO;
        }

        @Override
        public OpenOperator<E> open(OperatorMemory memory) {
            throw new UnsupportedOperationException("never opened");
        }
    }
}
