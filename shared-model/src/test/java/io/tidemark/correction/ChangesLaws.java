package io.tidemark.correction;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.mean;
import static io.tidemark.aggregator.Aggregators.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.SourceFold;
import io.tidemark.fold.TileTable;
import io.tidemark.function.Field;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.DefinitionException;
import io.tidemark.model.Events;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.usercode.RunningCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a thing was is taken back and what it is takes its place, both or neither, wherever the two belong. */
class ChangesLaws {
    /** A row; with trouble, code that reads it throws. */
    record Row(Instant placed, String customer, long cents, boolean isLent, int trouble) {}

    record Change(long at, Row before, Row after) {}

    private static Row safe(Row row, int trouble) {
        if (row.trouble() == trouble) {
            throw new IllegalStateException("trouble " + trouble);
        }
        return row;
    }

    private static Model model(UnaryOperator<Events<Row>> more) {
        return Model.of(model -> {
            var changes = model.stream("changes", Change.class).eventTimeMillis(Change::at);
            model.aggregation("rows")
                    .over(more.apply(changes.filter(change -> change.at() >= 0)
                            .changes(Row.class, Change::before, Change::after, Row::placed)))
                    .where(row -> safe(row, 1).cents() != 13)
                    .retractedBy(Row::isLent)
                    .groupBy("customer", row -> safe(row, 2).customer())
                    .tile(Duration.ofMinutes(1))
                    .metric("rows", count())
                    .metric("cents", sum(row -> safe(row, 3).cents()))
                    .metric("mean", mean(Row::cents), row -> safe(row, 4).cents() > 50);
        });
    }

    private static final Model MODEL = model(rows -> rows);

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Row> definition(Model model) {
        return (AggregationDefinition<Row>) model.aggregations().get(0);
    }

    @SuppressWarnings("unchecked")
    private static StreamDefinition<Change> stream(Model model) {
        return (StreamDefinition<Change>) model.streams().get(0);
    }

    private static Row row(SplittableRandom random) {
        return new Row(
                random.nextInt(40) == 0 ? null : Instant.ofEpochSecond(random.nextInt(300)),
                "c" + random.nextInt(3),
                random.nextInt(100),
                random.nextInt(10) == 0,
                random.nextInt(10) == 0 ? random.nextInt(6) : 0);
    }

    /** The changes of a table of some rows; now and then one says nothing, or is one of a row that never was. */
    private static List<Change> changes(SplittableRandom random) {
        Map<Integer, Row> table = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            int id = random.nextInt(12);
            Row before = random.nextInt(40) == 0 ? row(random) : table.get(id);
            Row after = random.nextInt(3) == 0 ? null : row(random);
            changes.add(new Change(random.nextInt(50) == 0 ? -1 : i, before, after));
            if (after == null) {
                table.remove(id);
            } else {
                table.put(id, after);
            }
        }
        return changes;
    }

    private static Map<Cell, List<Object>> results(TileTable table) {
        Map<Cell, List<Object>> results = new TreeMap<>();
        for (int row : table.rowsThatAreThere()) {
            List<Object> values = new ArrayList<>();
            for (int metric = 0; metric < table.definition().metrics().size(); metric++) {
                values.add(table.result(row, metric));
            }
            results.put(new Cell(table.group(row), table.tile(row)), values);
        }
        return results;
    }

    private static TileTable folded(Model model, List<Change> changes, LongPredicate times) {
        SourceFold<Change, Row> fold = SourceFold.of(definition(model), stream(model), new RunningCode());
        TileTable table = new TileTable(definition(model));
        for (int offset = 0; offset < changes.size(); offset++) {
            try {
                int unused = fold.fold(changes.get(offset), changes.get(offset).at(), 0, offset, times, table);
            } catch (FoldException quarantined) {
                continue;
            }
        }
        return table;
    }

    private static Map<Cell, List<Object>> plainly(Model model, List<Change> changes) {
        PlainFold<Row> plain = new PlainFold<>(definition(model));
        for (int offset = 0; offset < changes.size(); offset++) {
            plain.take(stream(model), changes.get(offset), changes.get(offset).at(), 0, 0, offset);
        }
        return plain.results();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void theFoldIsThePlainOneOfWhatIsLeft(long seed) {
        List<Change> changes = changes(new SplittableRandom(seed));
        assertEquals(plainly(MODEL, changes), results(folded(MODEL, changes, millis -> true)), "seed " + seed);
    }

    /** As a run does that makes some tiles anew: a change counts for what it is, whichever of its tiles are asked for. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void tilesByThemselvesAreThoseOfTheWhole(long seed) {
        List<Change> changes = changes(new SplittableRandom(seed));
        Map<Cell, List<Object>> whole = plainly(MODEL, changes);
        Map<Cell, List<Object>> parts = new TreeMap<>();
        for (long minute = 0; minute < 5; minute++) {
            long first = minute * 60_000;
            parts.putAll(results(folded(MODEL, changes, millis -> millis >= first && millis < first + 60_000)));
        }
        assertEquals(whole, parts, "seed " + seed);
    }

    /** Without troubles it is what any database says of the table as it stands. */
    @Test
    void itIsTheTableAsItStands() {
        SplittableRandom random = new SplittableRandom(5);
        Map<Integer, Row> table = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int id = random.nextInt(20);
            Row after = random.nextInt(4) == 0
                    ? null
                    : new Row(Instant.ofEpochSecond(random.nextInt(300)), "c" + random.nextInt(3), 60 + id, false, 0);
            Row before = after == null ? table.remove(id) : table.put(id, after);
            if (before != null || after != null) {
                changes.add(new Change(i, before, after));
            }
        }
        GroupCodec codec = new GroupCodec(definition(MODEL).groups());
        Map<Cell, List<Object>> standing = new TreeMap<>();
        table.values().forEach(row -> {
            Cell cell = new Cell(
                    codec.key(List.of(row.customer())),
                    definition(MODEL).tile().startOf(row.placed().toEpochMilli()));
            standing.merge(
                    cell,
                    List.of(1L, row.cents()),
                    (a, b) -> List.of((Long) a.get(0) + (Long) b.get(0), (Long) a.get(1) + (Long) b.get(1)));
        });
        Map<Cell, List<Object>> found = results(folded(MODEL, changes, millis -> true));
        found.replaceAll((cell, values) -> values.subList(0, 2));
        assertEquals(standing, found);
    }

    @Test
    void whatIsMadeOfWhatIsTakenBackIsTakenBackToo() {
        Model halves = model(rows -> rows.filter(row -> row.cents() != 7)
                .flatMap(
                        Row.class,
                        row -> List.of(
                                new Row(row.placed(), row.customer(), row.cents() / 2, false, 0),
                                new Row(row.placed(), row.customer(), row.cents() - row.cents() / 2, false, 0))));
        Row row = new Row(Instant.EPOCH, "c", 9, false, 0);
        Row other = new Row(Instant.EPOCH, "d", 11, false, 0);
        List<Change> changes = List.of(new Change(0, null, row), new Change(1, row, other), new Change(2, other, null));
        assertEquals(
                List.of(2L, 11L),
                results(folded(halves, changes.subList(0, 2), millis -> true))
                        .values()
                        .iterator()
                        .next()
                        .subList(0, 2));
        assertEquals(Map.of(), results(folded(halves, changes, millis -> true)));
    }

    @Test
    void aChangeOfNothingIsNoEvent() {
        SourceFold<Change, Row> fold = SourceFold.of(definition(MODEL), stream(MODEL), new RunningCode());
        FoldException refused = assertThrows(
                FoldException.class,
                () -> fold.fold(new Change(0, null, null), 0, 0, 0, new TileTable(definition(MODEL))));
        assertTrue(refused.getMessage().contains("neither before nor after"), refused::getMessage);
    }

    private static List<Fault> faults(Field<Change, Row> before, Field<Row, Instant> time) {
        return assertThrows(
                        DefinitionException.class,
                        () -> Model.of(model -> model.aggregation("rows")
                                .over(model.stream("changes", Change.class)
                                        .eventTimeMillis(Change::at)
                                        .changes(Row.class, before, Change::after, time))
                                .tile(Duration.ofMinutes(1))
                                .metric("most", max(Row::cents))))
                .faults();
    }

    @Test
    void whatCannotBeTakenBackIsRefusedOfChangesToo() {
        assertEquals(
                List.of("TM-DEF-050", "TM-DEF-051"),
                faults(Change::before, Row::placed).stream().map(Fault::code).toList());
        for (List<Fault> faults : List.of(faults(null, Row::placed), faults(Change::before, null))) {
            Optional<Fault> missing = faults.stream()
                    .filter(fault -> fault.code().equals("TM-DEF-029"))
                    .findFirst();
            assertTrue(missing.orElseThrow().place().contains("topic \"changes\", changes"), faults::toString);
        }
    }
}
