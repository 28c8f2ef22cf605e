package io.tidemark.fold;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.EventPosition;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.testkit.Longest;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.usercode.UserCodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fold, however its tables are split, merged, stored and loaded again, equals the plain fold. */
class FoldLaws {
    enum Colour {
        RED,
        BLUE
    }

    record Ball(Instant time, String owner, Colour colour, int size, int trouble) {}

    /** Throws after it has touched the accumulator, as a careless user's would. */
    private static final class HalfWay extends Longest<Ball> {
        HalfWay() {
            super(ball -> String.valueOf(ball.owner()), 100);
        }

        @Override
        public void add(StringBuilder longest, Ball ball, EventPosition at) {
            longest.append("half of it");
            safe(ball, 1);
            longest.setLength(Math.max(0, longest.length() - "half of it".length()));
            super.add(longest, ball, at);
        }
    }

    /** Throws for the one trouble; at -1, for want of stack. */
    private static boolean safe(Ball ball, int trouble) {
        if (ball.trouble() == trouble) {
            throw new IllegalStateException("trouble " + trouble);
        }
        return ball.trouble() != -1 || !safe(ball, trouble);
    }

    private static final AggregationDefinition<Ball> DEFINITION = definition();

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Ball> definition() {
        return (AggregationDefinition<Ball>) Model.of(model -> model.aggregation("balls")
                        .over(model.stream("balls", Ball.class).eventTime(Ball::time))
                        .where(b -> b.size() != 13 && (b.trouble() < 0 || safe(b, 0)))
                        .groupBy("owner", Ball::owner)
                        .groupBy("colour", Ball::colour)
                        .tile(Duration.ofMinutes(1))
                        .metric("balls", count())
                        .metric("longest", new HalfWay())
                        .metric("big", count(), b -> b.size() > 50)
                        .metric("sum", sum(b -> safe(b, 2) ? b.size() : 0))
                        .metric("sizes", list(Ball::size, 5), b -> safe(b, 3) && b.size() > 9)
                        .metric("biggest", argMax(Ball::size, Ball::colour))
                        .metric("mean", mean(Ball::size)))
                .aggregations()
                .get(0);
    }

    private record Placed(Ball ball, int partition, long offset) {
        long millis() {
            return ball.time().toEpochMilli();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneTableEqualsThePlainFold(long seed) {
        List<Placed> balls = balls(seed);
        TileTable table = new TileTable(DEFINITION);
        fold(balls, table);
        assertEquals(plain(balls), results(table), "seed " + seed);
        assertSorted(table);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySplitMergedInAnyOrderEqualsThePlainFold(long seed) {
        List<Placed> balls = balls(seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<TileTable> tables = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            tables.add(new TileTable(DEFINITION));
        }
        List<Placed> order = new ArrayList<>(balls);
        Collections.shuffle(order, new Random(seed));
        Fold<Ball> fold = new Fold<>(DEFINITION);
        order.forEach(ball -> fold(fold, ball, tables.get(random.nextInt(count))));
        while (tables.size() > 1) {
            TileTable from = tables.remove(random.nextInt(tables.size()));
            merge(from, tables.get(random.nextInt(tables.size())), random.nextBoolean());
        }
        assertEquals(plain(balls), results(tables.get(0)), "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTableInFrontOfAStoreGoesOnWhereTheStoreStands(long seed) {
        List<Placed> balls = balls(seed);
        SplittableRandom random = new SplittableRandom(seed);
        Map<Cell, byte[]> store = new HashMap<>();
        TileTable.RowSource source = (group, tile) -> store.get(new Cell(group, tile));
        TileTable table = new TileTable(DEFINITION, source);
        Fold<Ball> fold = new Fold<>(DEFINITION);
        for (Placed ball : balls) {
            fold(fold, ball, table);
            if (random.nextInt(20) == 0) {
                storeDirtyRows(table, store);
                if (random.nextBoolean()) {
                    table.clear();
                }
            }
        }
        storeDirtyRows(table, store);
        TileTable loaded = new TileTable(DEFINITION);
        store.forEach((cell, bytes) -> loaded.mergeEncoded(cell.group(), cell.tileMillis(), new ByteReader(bytes)));
        assertEquals(plain(balls), results(loaded), "seed " + seed);
    }

    @Test
    void anEventThatThrowsLeavesNoTraceInAnyMetric() throws FoldException {
        TileTable table = new TileTable(DEFINITION);
        Fold<Ball> fold = new Fold<>(DEFINITION);
        Instant time = Instant.EPOCH;
        assertTrue(fold.fold(new Ball(time, "ann", Colour.RED, 7, 5), 0, 0, 0, table));
        table.clearDirty();
        Map<Cell, List<Object>> before = results(table);
        for (int trouble : new int[] {-1, 0, 1, 2, 3}) {
            Ball ball = new Ball(time, "ann", Colour.RED, 99, trouble);
            FoldException thrown = assertThrows(FoldException.class, () -> fold.fold(ball, 0, 0, 1, table));
            String reason = trouble < 0
                    ? "java.lang.StackOverflowError"
                    : "java.lang.IllegalStateException: trouble " + trouble;
            assertEquals(reason, thrown.getMessage());
            assertThrows(FoldException.class, () -> fold.fold(new Ball(time, "bob", null, 9, trouble), 0, 0, 1, table));
        }
        assertEquals(before, results(table));
        assertEquals(1, table.rows());
        assertEquals(0, table.dirtyRows());
    }

    @Test
    void storedBytesThatCannotBeReadLeaveNoHalfRow() {
        TileTable table = new TileTable(DEFINITION, (group, tile) -> new byte[] {1});
        GroupKey group = new GroupCodec(DEFINITION.groups()).key(List.of("ann", "RED"));
        assertThrows(UserCodeException.class, () -> table.touch(group, 0));
        assertEquals(0, table.rows());
        assertEquals(-1, table.find(group, 0));
    }

    @Test
    void dirtyRowsAreThoseTouchedSinceTheLastTick() {
        TileTable table = new TileTable(DEFINITION);
        GroupCodec codec = new GroupCodec(DEFINITION.groups());
        GroupKey ann = codec.key(List.of("ann", "RED"));
        GroupKey bob = codec.key(List.of("bob", "RED"));
        int first = table.touch(ann, 0);
        int second = table.touch(ann, 60_000);
        table.clearDirty();
        assertEquals(second, table.touch(ann, 60_000));
        assertEquals(second, table.touch(ann, 60_000));
        int third = table.touch(bob, 0);
        assertEquals(2, table.dirtyRows());
        assertEquals(List.of(second, third), List.of(table.dirtyRow(0), table.dirtyRow(1)));
        List<Integer> rowsOfAnn = new ArrayList<>();
        table.forEachRowOf(ann, rowsOfAnn::add);
        assertEquals(List.of(second, first), rowsOfAnn);
        assertEquals(2, table.groups());
    }

    private static void fold(List<Placed> balls, TileTable into) {
        Fold<Ball> fold = new Fold<>(DEFINITION);
        balls.forEach(ball -> fold(fold, ball, into));
    }

    private static void fold(Fold<Ball> fold, Placed ball, TileTable into) {
        try {
            fold.fold(ball.ball(), ball.millis(), ball.partition(), ball.offset(), into);
        } catch (FoldException quarantined) {
            assertTrue(ball.ball().trouble() < 5, "only trouble throws: " + quarantined);
        }
    }

    private static void merge(TileTable from, TileTable into, boolean throughBytes) {
        ByteWriter out = new ByteWriter();
        for (int row = 0; row < from.rows(); row++) {
            if (throughBytes) {
                from.write(row, out.clear());
                into.mergeEncoded(from.group(row), from.tile(row), new ByteReader(out.toBytes()));
            } else {
                into.mergeRow(from, row);
            }
        }
    }

    private static void storeDirtyRows(TileTable table, Map<Cell, byte[]> store) {
        for (int i = 0; i < table.dirtyRows(); i++) {
            int row = table.dirtyRow(i);
            ByteWriter out = new ByteWriter();
            table.write(row, out);
            store.put(new Cell(table.group(row), table.tile(row)), out.toBytes());
        }
        table.clearDirty();
    }

    private static Map<Cell, List<Object>> plain(List<Placed> balls) {
        PlainFold<Ball> plain = new PlainFold<>(DEFINITION);
        balls.forEach(b -> plain.add(b.ball(), b.millis(), b.partition(), b.offset()));
        return plain.results();
    }

    private static Map<Cell, List<Object>> results(TileTable table) {
        Map<Cell, List<Object>> results = new TreeMap<>();
        for (int row = 0; row < table.rows(); row++) {
            List<Object> result = new ArrayList<>();
            for (int metric = 0; metric < DEFINITION.metrics().size(); metric++) {
                result.add(table.result(row, metric));
            }
            results.put(new Cell(table.group(row), table.tile(row)), result);
            assertEquals(row, table.find(table.group(row), table.tile(row)));
        }
        return results;
    }

    private static void assertSorted(TileTable table) {
        List<Cell> cells = new ArrayList<>();
        for (int row : table.sortedRows()) {
            cells.add(new Cell(table.group(row), table.tile(row)));
        }
        assertEquals(table.rows(), cells.size());
        assertEquals(cells.stream().sorted().toList(), cells);
    }

    private static List<Placed> balls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String[] owners = {null, "", "ann", "bob", "b\u0000b", "é", "😀"};
        List<Placed> balls = new ArrayList<>();
        int size = random.nextInt(600);
        for (int offset = 0; offset < size; offset++) {
            Ball ball = new Ball(
                    Instant.ofEpochMilli(1_000L * random.nextLong(-200, 200)),
                    random.nextInt(3) == 0 ? "owner" + random.nextInt(200) : owners[random.nextInt(owners.length)],
                    random.nextInt(4) == 0 ? null : Colour.values()[random.nextInt(2)],
                    random.nextInt(100),
                    random.nextInt(12) == 0 ? random.nextInt(5) : 5 + random.nextInt(60));
            balls.add(new Placed(ball, random.nextInt(3), offset));
        }
        return balls;
    }
}
