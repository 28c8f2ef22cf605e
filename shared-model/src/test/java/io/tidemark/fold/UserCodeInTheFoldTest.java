package io.tidemark.fold;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.testkit.PlainFold;
import io.tidemark.usercode.UserCodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever a user's code runs and whatever it throws: one record, no trace; or the aggregation, and no record. */
class UserCodeInTheFoldTest {
    /** The places where the fold runs a user's code. */
    enum Place {
        FILTER,
        GROUP,
        FIELD,
        CONDITION,
        CREATE,
        ADD,
        MERGE,
        WRITE,
        READ,
        RESULT
    }

    record Hit(Instant at, String key, long value) {}

    /** Where the user's code is to throw at present, and what. */
    private static Place where;

    private static Throwable what;
    /** How often it is to return before it throws. */
    private static int after;

    static boolean run(Place place) {
        if (where == place && after-- <= 0) {
            UserCodeInTheFoldTest.<RuntimeException>sneak(what);
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** A user's sum, which throws wherever it is told to. */
    static final class UsersSum implements Aggregator<Hit, long[], Long> {
        @Override
        public long[] create() {
            run(Place.CREATE);
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, Hit event, EventPosition at) {
            accumulator[0] += event.value();
            run(Place.ADD);
        }

        @Override
        public void merge(long[] into, long[] from) {
            into[0] += from[0];
            run(Place.MERGE);
            if (into[0] == 13_000) {
                throw new IllegalStateException("thirteen");
            }
        }

        @Override
        public Long result(long[] accumulator) {
            run(Place.RESULT);
            return accumulator[0];
        }

        @Override
        public void write(long[] accumulator, ByteWriter out) {
            run(Place.WRITE);
            out.writeVarLong(accumulator[0]);
        }

        @Override
        public long[] read(ByteReader in) {
            run(Place.READ);
            return new long[] {in.readVarLong()};
        }

        @Override
        public ResultType resultType() {
            return ResultType.LONG;
        }

        @Override
        public String describe() {
            return "usersSum";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.ORDER_FREE);
        }
    }

    private static final AggregationDefinition<Hit> DEFINITION = definition();

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Hit> definition() {
        return (AggregationDefinition<Hit>) Model.of(model -> model.aggregation("hits")
                        .over(model.stream("hits", Hit.class).eventTime(Hit::at))
                        .where(hit -> run(Place.FILTER))
                        .groupBy("key", hit -> run(Place.GROUP) ? hit.key() : "")
                        .tile(Duration.ofMinutes(1))
                        .metric("n", count())
                        .metric("own", new UsersSum())
                        .metric("sum", sum(hit -> run(Place.FIELD) ? hit.value() : 0))
                        .metric("some", count(), hit -> run(Place.CONDITION)))
                .aggregations()
                .get(0);
    }

    private final Fold<Hit> fold = new Fold<>(DEFINITION);
    private final TileTable table = new TileTable(DEFINITION);
    private final PlainFold<Hit> plain = new PlainFold<>(DEFINITION);
    private long offset;

    private void fold(String key, long value) throws FoldException {
        int afterBefore = after;
        Hit hit = new Hit(Instant.EPOCH, key, value);
        // What stops an aggregation is no record's fault, and the plain fold has nothing to stop.
        if (!(what instanceof LinkageError || what instanceof OutOfMemoryError)) {
            plain.add(hit, 0, 0, offset);
        }
        after = afterBefore;
        fold.fold(hit, 0, 0, offset++, table);
    }

    private void foldThrowing(Place place, Throwable thrown, String key) throws FoldException {
        where = place;
        what = thrown;
        try {
            fold(key, 5);
        } finally {
            where = null;
            what = null;
        }
    }

    private Map<PlainFold.Cell, List<Object>> results() {
        Map<PlainFold.Cell, List<Object>> results = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int m = 0; m < DEFINITION.metrics().size(); m++) {
                values.add(table.result(row, m));
            }
            results.put(new PlainFold.Cell(table.group(row), table.tile(row)), values);
        }
        return results;
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whateverIsThrownCostsOneRecordAndLeavesNoTrace(Place place) throws FoldException {
        fold("a", 1);
        for (Throwable thrown : List.of(
                new IllegalStateException("mine"),
                new AssertionError("mine"),
                new Exception("mine"),
                new Error("mine"),
                new StackOverflowError())) {
            for (String key : new String[] {"a", "new"}) {
                FoldException refused = assertThrows(FoldException.class, () -> foldThrowing(place, thrown, key));
                assertEquals(thrown.toString(), refused.getMessage());
                assertTrue(refused.isOfUserCode());
            }
        }
        assertEquals(1, table.rows());
        assertEquals(1, table.groups());
        fold("a", 2);
        assertEquals("[[2, 3, 3, 2]]", results().values().toString());
        assertEquals(plain.results(), results());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aMissingClassStopsTheAggregationAndCostsNoRecord(Place place) throws FoldException {
        fold("a", 1);
        for (Throwable thrown : List.of(
                new NoClassDefFoundError("io/gone/Missing"),
                new ExceptionInInitializerError(new IllegalStateException("Unsupported JDK")),
                new NoSuchMethodError("gone"))) {
            UserCodeException stop = assertThrows(UserCodeException.class, () -> foldThrowing(place, thrown, "new"));
            assertEquals("TM-CODE-001", stop.fault().code());
            assertTrue(stop.fault().place().startsWith("aggregation \"hits\", "), stop.getMessage());
        }
        assertEquals(1, table.rows());
        assertEquals("[[1, 1, 1, 1]]", results().values().toString());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void anErrorOfTheMachinesIsNoRecordsFaultAndStopsTheAggregation(Place place) {
        UserCodeException stop =
                assertThrows(UserCodeException.class, () -> foldThrowing(place, new OutOfMemoryError("mine"), "a"));
        assertEquals("TM-CODE-007", stop.fault().code());
        assertTrue(stop.fault().place().startsWith("aggregation \"hits\", "), stop.getMessage());
        assertEquals(0, table.rows());
    }

    @Test
    void theFaultNamesTheMetric() {
        UserCodeException stop = assertThrows(
                UserCodeException.class, () -> foldThrowing(Place.ADD, new NoClassDefFoundError("x"), "a"));
        assertEquals("aggregation \"hits\", metric \"own\"", stop.fault().place());
        stop = assertThrows(
                UserCodeException.class,
                () -> foldThrowing(
                        Place.CREATE, new ExceptionInInitializerError(new IllegalStateException("on Java 99")), "a"));
        assertTrue(stop.getMessage().contains("on Java 99"), stop.getMessage());
    }

    @Test
    void aMergeThatThrowsOnWhatIsThereLeavesItAsItWas() throws FoldException {
        fold("a", 12_000);
        FoldException refused = assertThrows(FoldException.class, () -> fold("a", 1_000));
        assertEquals("java.lang.IllegalStateException: thirteen", refused.getMessage());
        fold("a", 2_000);
        assertEquals("[[2, 14000, 14000, 2]]", results().values().toString());
        assertEquals(plain.results(), results());
    }

    @Test
    void codeThatThrowsTheSecondTimeLeavesNoTraceOrThrowsTheTableAway() throws FoldException {
        fold("a", 1);
        after = 1;
        assertThrows(
                HalfFoldedEventException.class, () -> foldThrowing(Place.FIELD, new IllegalStateException("now"), "a"));
        after = 1;
        assertThrows(FoldException.class, () -> foldThrowing(Place.FIELD, new IllegalStateException("now"), "new"));
        assertEquals(1, table.rows());
    }

    @Test
    @SuppressWarnings("unchecked")
    void aStretchThatWasMadeForAnEventThatThrowsPutsTheTableInDoubt() throws FoldException {
        AggregationDefinition<Hit> sessions = (AggregationDefinition<Hit>) Model.of(model -> model.aggregation("hits")
                        .over(model.stream("hits", Hit.class).eventTime(Hit::at))
                        .tile(Duration.ofMinutes(1))
                        .sessions(Duration.ofSeconds(1))
                        .metric("sum", sum(hit -> run(Place.FIELD) ? hit.value() : 0)))
                .aggregations()
                .get(0);
        Fold<Hit> ofSessions = new Fold<>(sessions);
        TileTable stretches = new TileTable(sessions);
        Hit hit = new Hit(Instant.EPOCH, "a", 1);
        ofSessions.fold(hit, 0, 0, 0, stretches);
        where = Place.FIELD;
        what = new IllegalStateException("now");
        after = 1;
        try {
            assertThrows(HalfFoldedEventException.class, () -> ofSessions.fold(hit, 30_000, 0, 1, stretches));
        } finally {
            where = null;
            what = null;
        }
    }

    @Test
    void whatCannotBeGroupedByIsTheRecordsFaultAndNoCodes() {
        FoldException refused = assertThrows(FoldException.class, () -> fold("x\ud800", 1));
        assertEquals("group: it is not Unicode text, it holds half a surrogate pair", refused.getMessage());
        assertTrue(!refused.isOfUserCode());
        assertEquals(0, table.rows());
        assertEquals(0, plain.results().size());
    }
}
