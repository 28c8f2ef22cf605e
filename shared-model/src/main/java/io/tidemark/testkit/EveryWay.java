package io.tidemark.testkit;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.testkit.PlainFold.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * One random way to the same answer: the events in several partitions; in each, those below a cut folded in parts as
 * batch runs would, those from it on in front of a store that is written at ticks and read again after restarts; in the
 * end all of it merged through its bytes.
 */
final class EveryWay<E> {
    private final AggregationDefinition<E> definition;
    private final Map<String, BiPredicate<Object, Object>> agreements;
    private final long seed;
    private final SplittableRandom random;

    record Placed<E>(E event, long eventTimeMillis, long number) {}

    EveryWay(AggregationDefinition<E> definition, Map<String, BiPredicate<Object, Object>> agreements, long seed) {
        this.definition = definition;
        this.agreements = agreements;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    void check(List<Placed<E>> events) {
        int partitions = random.nextInt(1, 5);
        PlainFold<E> plain = new PlainFold<>(definition);
        List<List<Placed<E>>> logs = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            logs.add(new ArrayList<>());
        }
        for (Placed<E> placed : events) {
            int partition = random.nextInt(partitions);
            plain.add(placed.event(), placed.eventTimeMillis(), partition, placed.number());
            logs.get(partition).add(placed);
        }
        TileTable merged = new TileTable(definition);
        for (int partition = 0; partition < partitions; partition++) {
            List<Placed<E>> log = logs.get(partition);
            int cut = random.nextInt(log.size() + 1);
            foldInParts(log.subList(0, cut), partition, merged);
            foldWithRestarts(log.subList(cut, log.size()), partition, merged);
        }
        compare(plain, results(merged));
    }

    private void foldInParts(List<Placed<E>> log, int partition, TileTable merged) {
        Fold<E> fold = new Fold<>(definition);
        TileTable part = new TileTable(definition);
        for (Placed<E> placed : log) {
            fold(fold, placed, partition, part);
            if (random.nextInt(10) == 0) {
                mergeAll(part, merged);
                part.clear();
            }
        }
        mergeAll(part, merged);
    }

    private void foldWithRestarts(List<Placed<E>> log, int partition, TileTable merged) {
        Map<Cell, byte[]> store = new HashMap<>();
        TileTable.RowSource source = (group, tile) -> store.get(new Cell(group, tile));
        TileTable table = new TileTable(definition, source);
        Fold<E> fold = new Fold<>(definition);
        for (Placed<E> placed : log) {
            fold(fold, placed, partition, table);
            if (random.nextInt(10) == 0) {
                tick(table, store);
                table = random.nextBoolean() ? new TileTable(definition, source) : table;
            }
        }
        tick(table, store);
        store.forEach((cell, row) -> merged.mergeEncoded(cell.group(), cell.tileMillis(), new ByteReader(row)));
    }

    private void fold(Fold<E> fold, Placed<E> placed, int partition, TileTable into) {
        try {
            fold.fold(placed.event(), placed.eventTimeMillis(), partition, placed.number(), into);
        } catch (FoldException quarantined) {
            // The plain fold leaves the event out as well, or the comparison tells.
            return;
        }
    }

    private static void tick(TileTable table, Map<Cell, byte[]> store) {
        for (int i = 0; i < table.dirtyRows(); i++) {
            int row = table.dirtyRow(i);
            ByteWriter out = new ByteWriter();
            table.write(row, out);
            store.put(new Cell(table.group(row), table.tile(row)), out.toBytes());
        }
        table.clearDirty();
    }

    private static void mergeAll(TileTable from, TileTable into) {
        for (int row = 0; row < from.rows(); row++) {
            mergeRow(from, row, into, from.tile(row));
        }
    }

    /** Merges a row through its bytes into the row of the same group at a tile. */
    static void mergeRow(TileTable from, int row, TileTable into, long tileMillis) {
        ByteWriter out = new ByteWriter();
        from.write(row, out);
        into.mergeEncoded(from.group(row), tileMillis, new ByteReader(out.toBytes()));
    }

    private Map<Cell, List<Object>> results(TileTable table) {
        Map<Cell, List<Object>> results = new TreeMap<>();
        for (int row : table.rowsThatAreThere()) {
            List<Object> result = new ArrayList<>();
            for (int metric = 0; metric < definition.metrics().size(); metric++) {
                result.add(table.result(row, metric));
            }
            results.put(new Cell(table.group(row), table.tile(row)), result);
        }
        return results;
    }

    private void compare(PlainFold<E> plain, Map<Cell, List<Object>> actual) {
        Map<Cell, List<Object>> expected = plain.results();
        if (!expected.keySet().equals(actual.keySet())) {
            throw new AssertionError(
                    place() + "rows, by group and tile: " + actual.size() + ", not " + expected.size());
        }
        expected.forEach((cell, results) -> {
            for (int metric = 0; metric < results.size(); metric++) {
                compare(
                        plain,
                        cell,
                        metric,
                        results.get(metric),
                        actual.get(cell).get(metric));
            }
        });
    }

    private void compare(PlainFold<E> plain, Cell cell, int metric, Object expected, Object actual) {
        String name = definition.metrics().get(metric).name();
        BiPredicate<Object, Object> agreement = agreements.get(name);
        Optional<String> disagreement = plain.disagreement(cell, metric, actual);
        if (agreement != null && expected != null && actual != null) {
            disagreement = Objects.equals(expected, actual) || agreement.test(expected, actual)
                    ? Optional.empty()
                    : Optional.of("expected " + expected + ", but was " + actual);
        }
        if (disagreement.isPresent()) {
            throw new AssertionError(place() + "group " + new GroupCodec(definition.groups()).values(cell.group())
                    + ", tile " + cell.tileMillis() + " ms, metric \"" + name + "\": " + disagreement.get());
        }
    }

    private String place() {
        return "aggregation \"" + definition.name() + "\" with seed " + seed + " differs from the plain fold: ";
    }
}
