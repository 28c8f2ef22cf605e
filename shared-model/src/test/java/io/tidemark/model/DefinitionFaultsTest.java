package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.head.Key;
import io.tidemark.fault.Fault;
import io.tidemark.function.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DefinitionFaultsTest {
    private static final class NoRecord {}

    /** A format that refuses every class. */
    private record Morse() implements EventFormat {
        @Override
        public String name() {
            return "morse";
        }

        @Override
        public <E> EventDecoder<E> decoder(Class<E> event) {
            throw new IllegalArgumentException("cause: no sign for a Cause");
        }
    }

    @Test
    void allFaultsOfAModelAreReportedTogether() {
        AtomicReference<StreamBuilder<Flight>> foreign = new AtomicReference<>();
        Model.of(model -> {
            foreign.set(model.stream("flights", Flight.class).eventTime(Flight::date));
            model.aggregation("a").over(foreign.get()).allTime().metric("n", count());
        });
        DefinitionException faulty = assertThrows(
                DefinitionException.class,
                () -> Model.of(model -> {
                    model.stream(" ", Flight.class);
                    model.stream("objects", NoRecord.class)
                            .maxSkew(Duration.ZERO)
                            .eventTimeMillis(o -> 0);
                    var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
                    model.stream("flights", Flight.class)
                            .eventTime(Flight::date)
                            .format(new Morse());
                    model.aggregation("Delays by origin").over(foreign.get()).metric("n", count());
                    model.aggregation("all").over(flights).allTime().tile(Duration.ofHours(1));
                    model.aggregation("all")
                            .over(flights)
                            .allTime()
                            .retention(Duration.ofDays(-1))
                            .allowedLateness(Duration.ofDays(-1))
                            .metric("n", count());
                    model.aggregation("delays")
                            .over(flights)
                            .groupBy("from", Flight::origin)
                            .groupBy("far", f -> f.distance() / 2.0)
                            .groupBy("Origin", Flight::origin)
                            .groupBy("destination", Flight::destination)
                            .tile(Duration.ofMinutes(7))
                            .metric("destination", count())
                            .metric("p95", quantile(Flight::delay, 95));
                }));
        // All but 001 (no such class), 009 (no aggregation) and 024 (define throws), which exclude the others.
        List<String> expected = IntStream.rangeClosed(2, 23)
                .filter(code -> code != 9)
                .mapToObj(code -> String.format("TM-DEF-%03d", code))
                .toList();
        assertEquals(
                expected,
                faulty.faults().stream().map(Fault::code).sorted().distinct().toList());
    }

    @Test
    void aFaultSaysPlaceFaultValueAndMend() {
        assertFault(
                "TM-DEF-014 aggregation \"a\", tile: PT7M neither divides an hour nor is whole hours; use PT6M40S or PT7M30S",
                a -> a.tile(Duration.ofMinutes(7)).metric("n", count()));
        assertFault(
                "TM-DEF-014 aggregation \"a\", tile: PT1H30M neither divides an hour nor is whole hours; use PT1H or PT2H",
                a -> a.tile(Duration.ofMinutes(90)).metric("n", count()));
        assertFault(
                "TM-DEF-014 aggregation \"a\", tile: PT0S neither divides an hour nor is whole hours; use PT0.001S",
                a -> a.tile(Duration.ZERO).metric("n", count()));
        assertFault(
                "TM-DEF-013 aggregation \"a\", tile: is not given; add .tile(Duration.of…) or .allTime()",
                a -> a.metric("n", count()));
        // What later words of a question may be named as.
        assertFault(
                "TM-DEF-018 aggregation \"a\", groupBy \"minAsOf\": is not a name; start with a lower-case letter; then"
                        + " lower-case letters, digits and '_'",
                a -> a.allTime().groupBy("minAsOf", Flight::origin).metric("n", count()));
        assertFault(
                "TM-DEF-015 aggregation \"a\", groupBy \"from\": \"from\" is a word of the query string; choose another"
                        + " name",
                a -> a.allTime().groupBy("from", Flight::origin).metric("n", count()));
        assertFault(
                "TM-DEF-016 aggregation \"a\", groupBy \"names\": cannot group by a java.util.Map; use one of String,"
                        + " Long, Boolean, Instant, LocalDate, Enum",
                a -> a.allTime().groupBy("names", f -> Map.of(1, 2)).metric("n", count()));
        assertFault(
                "TM-DEF-017 aggregation \"a\", metrics: there is none; add .metric(\"…\", count())", a -> a.allTime());
        assertFault(
                "TM-DEF-019 aggregation \"a\", metric \"n\": the name is taken in this aggregation; give each group field"
                        + " and metric its own",
                a -> a.allTime().metric("n", count()).metric("n", sum(Flight::delay)));
        assertFault(
                "TM-DEF-023 aggregation \"a\", metric \"p95\": rank 95.0 is not between 0 and 1; use 0.95 for 95 %",
                a -> a.allTime().metric("p95", quantile(Flight::delay, 95)));
    }

    @Test
    void sessionsThatCannotBeAreNamed() {
        assertSessionFault(
                "TM-DEF-031 aggregation \"a\", sessions: an all-time aggregate holds nothing by event time; give it a"
                        + " tile, or no sessions",
                a -> a.allTime().sessions(Duration.ofMinutes(30)));
        assertSessionFault(
                "TM-DEF-032 aggregation \"a\", sessions: a gap of PT0S is not positive; use a duration such as PT30M",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ZERO));
        assertSessionFault(
                "TM-DEF-032 aggregation \"a\", sessions: a gap of PT-1S is not positive; use a duration such as PT30M",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofSeconds(-1)));
        assertSessionFault(
                "TM-DEF-032 aggregation \"a\", sessions: a gap of PT0.0005S is not whole milliseconds; use a duration"
                        + " such as PT30M",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofNanos(500_000)));
        assertSessionFault(
                "TM-DEF-032 aggregation \"a\", sessions: a longest session of PT2562047788015215H30M7S is too long; use a"
                        + " duration such as PT30M",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofHours(1), Duration.ofSeconds(Long.MAX_VALUE)));
        assertSessionFault(
                "TM-DEF-033 aggregation \"a\", sessions: a tile of PT1H can hold 3597 with a gap of PT1S, and 1000 are"
                        + " allowed; use a shorter tile, or a longer gap",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofSeconds(1)));
        assertSessionFault(
                "TM-DEF-034 aggregation \"a\", sessions: a longest session of PT1H30M is not made of whole tiles of PT1H;"
                        + " use PT2H",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofMinutes(30), Duration.ofMinutes(90)));
        assertSessionFault(
                "TM-DEF-034 aggregation \"a\", sessions: a longest session of PT1H is shorter than the gap of PT1H30M; use"
                        + " PT2H",
                a -> a.tile(Duration.ofHours(1)).sessions(Duration.ofMinutes(90), Duration.ofHours(1)));
        assertSessionFault(
                "TM-DEF-029 aggregation \"a\", sessions: is given a null; give a duration, or leave it out",
                a -> a.tile(Duration.ofHours(1)).sessions(null));
    }

    @Test
    void duplicatesThatCannotBeToldAreNamed() {
        String place = "aggregation \"a\", distinctBy: ";
        assertDistinctFault(
                "TM-DEF-035 " + place
                        + "no id can be a java.util.Map; use one of String, Long, Boolean, Instant, LocalDate,"
                        + " Enum",
                a -> a.distinctBy(f -> Map.of(1, 2)).inOnePartition().within(Duration.ofDays(1)));
        assertDistinctFault(
                "TM-DEF-036 " + place + "PT0S is not positive; use a duration such as PT24H",
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ZERO));
        assertDistinctFault(
                "TM-DEF-036 " + place + "PT-1S is not positive; use a duration such as PT24H",
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ofSeconds(-1)));
        assertDistinctFault(
                "TM-DEF-036 " + place + "PT0.0005S is not whole milliseconds; use a duration such as PT24H",
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ofNanos(500_000)));
        assertDistinctFault(
                "TM-DEF-036 " + place + "PT2562047788015215H30M7S is too long; use a duration such as PT24H",
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ofSeconds(Long.MAX_VALUE)));
        assertDistinctFault("TM-DEF-036 " + place + "no time is given; end it with .within(Duration.of…)", a -> {
            a.distinctBy(Flight::origin).inOnePartition();
            return a;
        });
        assertDistinctFault(
                "TM-DEF-029 " + place + "is given a null; give a duration",
                a -> a.distinctBy(Flight::origin).inOnePartition().within(null));
        assertDistinctFault(
                "TM-DEF-029 " + place + "is given a null; give a field of the event", a -> a.distinctBy(Flight::origin)
                        .and((Field<Flight, String>) null)
                        .inOnePartition()
                        .within(Duration.ofDays(1)));
        assertDistinctFault(
                "TM-DEF-037 " + place
                        + "nothing tells that all records of one id are in one partition, and none sees those"
                        + " of another; let one of the id's fields be the record's key (@Key String …); or, if the"
                        + " producer's key follows from the id, say .inOnePartition()",
                a -> a.distinctBy(Flight::origin).within(Duration.ofDays(1)));
        assertDistinctFault(
                "TM-DEF-038 " + place + "is given twice; give one id, its fields by .and(…)",
                a -> a.distinctBy(Flight::origin)
                        .inOnePartition()
                        .within(Duration.ofDays(1))
                        .distinctBy(Flight::destination)
                        .inOnePartition()
                        .within(Duration.ofDays(1)));
    }

    private static void assertDistinctFault(String expected, UnaryOperator<AggregationBuilder<Flight>> definition) {
        assertFault(expected, a -> definition.apply(a.allTime().metric("n", count())));
    }

    private record Keyed(Instant at, @Key String id, @Key long number, String other) {
        Keyed {
            other = other == null ? "" : other;
        }

        String beginning() {
            return id.substring(1);
        }
    }

    private record LowerCase(Instant at, @Key String id) {
        LowerCase {
            id = id.toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void anIdThatHasTheRecordsKeyIsSeenToBeInOnePartition() {
        Model model = Model.of(m -> m.aggregation("a")
                .over(m.stream("events", Keyed.class).eventTime(Keyed::at))
                .distinctBy(Keyed::other)
                .and(Keyed::id)
                .and(event -> event.number() % 3)
                .within(Duration.ofHours(2))
                .sessions(Duration.ofMinutes(5))
                .tile(Duration.ofHours(1))
                .metric("n", count()));
        assertEquals(
                "distinct by a function, id, a function within PT2H",
                model.aggregations().get(0).operator().orElseThrow().toString());
        for (TidemarkModel hidden : List.<TidemarkModel>of(
                m -> distinct(m, Keyed.class, Keyed::at, Keyed::beginning),
                m -> distinct(m, Keyed.class, Keyed::at, Keyed::number),
                m -> distinct(m, Keyed.class, Keyed::at, Keyed::other),
                m -> distinct(m, LowerCase.class, LowerCase::at, LowerCase::id))) {
            DefinitionException faulty = assertThrows(DefinitionException.class, () -> Model.of(hidden));
            assertEquals(
                    List.of("TM-DEF-037"),
                    faulty.faults().stream().map(Fault::code).toList());
        }
    }

    private static <E, V> void distinct(ModelBuilder model, Class<E> event, Field<E, Instant> time, Field<E, V> id) {
        model.aggregation("a")
                .over(model.stream("events", event).eventTime(time))
                .distinctBy(id)
                .within(Duration.ofHours(2))
                .allTime()
                .metric("n", count());
    }

    private static void assertSessionFault(String expected, UnaryOperator<AggregationBuilder<Flight>> definition) {
        assertFault(expected, a -> definition.apply(a.metric("n", count())));
    }

    @Test
    void theMessageListsTheFaults() {
        DefinitionException faulty = assertThrows(
                DefinitionException.class,
                () -> Model.of(new TidemarkModel() {
                    @Override
                    public void define(ModelBuilder model) {
                        model.stream("flights", Flight.class);
                    }

                    @Override
                    public String toString() {
                        return "";
                    }
                }));
        String name = DefinitionFaultsTest.class.getName() + "$1";
        assertEquals(
                name + " has 2 faults:\n"
                        + "  TM-DEF-003 stream \"flights\": has no event time; add .eventTime(Flight::…)\n"
                        + "  TM-DEF-009 model " + name
                        + ": defines no aggregation; add model.aggregation(\"…\").over(…)",
                faulty.getMessage());
    }

    @Test
    void aModelClassThatCannotBeUsedIsNamed() {
        ClassLoader loader = getClass().getClassLoader();
        String mend = "; name a public class with a public no-argument constructor that implements TidemarkModel";
        assertEquals(
                "TM-DEF-001 model class no.Such: is not on the class path" + mend,
                only(assertThrows(DefinitionException.class, () -> Model.load("no.Such", loader))));
        assertEquals(
                "TM-DEF-001 model class java.lang.Object: does not implement TidemarkModel" + mend,
                only(assertThrows(DefinitionException.class, () -> Model.load("java.lang.Object", loader))));
        assertEquals(
                "TM-DEF-001 model class " + Asking.class.getName()
                        + ": is not public, or has no public constructor without parameters" + mend,
                only(assertThrows(DefinitionException.class, () -> Model.load(Asking.class.getName(), loader))));
        String throwing =
                only(assertThrows(DefinitionException.class, () -> Model.load(Throwing.class.getName(), loader)));
        assertTrue(throwing.contains(": has a constructor that throws "), throwing);
        assertTrue(throwing.contains("no file"), throwing);
    }

    public static final class Asking implements TidemarkModel {
        public Asking(String asked) {}

        @Override
        public void define(ModelBuilder model) {}
    }

    public static final class Throwing implements TidemarkModel {
        public Throwing() {
            throw new IllegalStateException("no file");
        }

        @Override
        public void define(ModelBuilder model) {}
    }

    @Test
    void aDefinitionThatThrowsIsAFaultBesideThoseBeforeIt() {
        IllegalStateException thrown = new IllegalStateException("no file");
        DefinitionException faulty = assertThrows(
                DefinitionException.class,
                () -> Model.of(model -> {
                    var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
                    model.aggregation("a").over(flights).metric("n", count());
                    throw thrown;
                }));
        assertEquals(
                List.of("TM-DEF-013", "TM-DEF-024"),
                faulty.faults().stream().map(Fault::code).toList());
        assertSame(thrown, faulty.getCause());
    }

    enum Broken {
        ONE;

        static {
            if (ONE.ordinal() == 0) {
                throw new IllegalStateException("no table");
            }
        }
    }

    record Breaking(Instant at, Broken broken) {}

    @Test
    void aClassThatCannotBeLookedIntoIsAFault() {
        DefinitionException faulty = assertThrows(
                DefinitionException.class,
                () -> Model.of(model -> model.aggregation("a")
                        .over(model.stream("t", Breaking.class).eventTime(Breaking::at))
                        .allTime()
                        .metric("n", count())));
        assertEquals("TM-DEF-024", faulty.faults().get(0).code());
    }

    /** A function with methods beside that of its shape. */
    static final class Origin implements Field<Flight, String> {
        @Override
        public String apply(Flight flight) {
            return flight.origin();
        }

        public long applyTax(long cents) {
            return cents;
        }

        public static boolean test(Flight flight) {
            return flight.delay() > 0;
        }

        public Flight apply(Flight flight, int delay) {
            return flight;
        }
    }

    @Test
    void theTypeOfAFunctionIsThatOfTheMethodOfItsShape() {
        Model model = Model.of(builder -> builder.aggregation("a")
                .over(builder.stream("flights", Flight.class).eventTime(Flight::date))
                .groupBy("origin", new Origin())
                .allTime()
                .metric("last", last(new Origin())));
        assertEquals(
                GroupType.STRING, model.aggregations().get(0).groups().get(0).type());
    }

    private static void assertFault(String expected, UnaryOperator<AggregationBuilder<Flight>> definition) {
        assertEquals(
                expected,
                only(assertThrows(
                        DefinitionException.class,
                        () -> Model.of(model -> definition.apply(model.aggregation("a")
                                .over(model.stream("flights", Flight.class).eventTime(Flight::date)))))));
    }

    private static String only(DefinitionException faulty) {
        assertEquals(1, faulty.faults().size(), faulty.getMessage());
        return faulty.faults().get(0).toString();
    }
}
