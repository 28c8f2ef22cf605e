package io.tidemark.batch.engine.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.engine.order.OrderRefusedException;
import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkOrder;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That an order is the pass it was made of, whatever becomes of its tasks. */
class OrderedWorkTest {
    private static final Model MODEL = Trip.model();

    @TempDir
    Path directory;

    private OrderedEngine engine;

    private Batch ordered(String name, long fileRows) {
        Batch batch = new Batch(directory.resolve(name)).withFileRows(fileRows);
        return batch.withEngine(local -> engine = new OrderedEngine(MODEL, batch.storage(), batch.engine()));
    }

    /** All rows of all views, to the last bit, in the order of the files. */
    private static List<String> rows(Batch batch) throws IOException {
        List<String> rows = new ArrayList<>();
        for (AggregationDefinition<?> definition : MODEL.aggregations()) {
            for (ViewFile file : batch.view(definition.name()).files()) {
                new FileBatchViews(batch.storage())
                        .read(
                                file,
                                definition,
                                (group, tile, states) -> rows.add(definition.name() + " " + file.tiles() + " "
                                        + KeyRange.text(group) + " " + tile + " "
                                        + HexFormat.of().formatHex(states)));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatTasksComeToIsWhatTheLocalEngineComesToToTheLastBit(long seed) throws Exception {
        long memory = seed % 2 == 0 ? 40_000 : 200_000_000;
        Batch one = ordered("ordered", 10 + seed * 7).withMemoryBytes(memory);
        Batch other = new Batch(directory.resolve("local")).withMemoryBytes(memory);
        int most = 0;
        for (int step = 0; step < 4; step++) {
            for (Batch batch : List.of(one, other)) {
                batch.hours(2, seed * 10 + step);
                RunResult result = batch.run(step == 3 ? Batch.ALL_AGAIN : step == 1 ? Batch.TO_THE_END : Batch.NEXT);
                assertEquals(List.of(), result.failures());
                batch.check(MODEL, "seed " + seed + ", step " + step);
            }
            most = Math.max(most, engine.intervals());
            assertEquals(rows(other), rows(one), "seed " + seed + ", step " + step);
        }
        assertTrue(most > 2, "seed " + seed + ": " + most + " intervals");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void enginesGoOnFromOneAnothersViewsAndKeepTheirKeyRanges(long seed) throws Exception {
        Batch batch = ordered("mixed", 15);
        boolean isDivided = false;
        for (int step = 0; step < 5; step++) {
            batch.hours(2, seed * 10 + step);
            if ((step + seed) % 2 == 0) {
                batch.withEngine(local -> local).withMemoryBytes(step % 3 == 0 ? 40_000 : 200_000_000);
            } else {
                batch.withEngine(local -> new OrderedEngine(MODEL, batch.storage(), batch.engine()));
            }
            batch.run(step == 4 ? Batch.ALL_AGAIN : Batch.NEXT);
            batch.check(MODEL, "seed " + seed + ", step " + step);
            for (AggregationDefinition<?> definition : MODEL.aggregations()) {
                isDivided |= checkRanges(batch.view(definition.name()));
            }
        }
        assertTrue(isDivided);
    }

    /** Whether a slice has several files; no two of a slice may answer for one group. */
    private static boolean checkRanges(AggregationView view) {
        Map<Long, List<KeyRange>> ranges = new TreeMap<>();
        view.files().forEach(file -> ranges.computeIfAbsent(file.tiles().firstMillis(), slice -> new ArrayList<>())
                .add(file.keys()));
        for (List<KeyRange> ofSlice : ranges.values()) {
            for (int i = 1; i < ofSlice.size(); i++) {
                String end = ofSlice.get(i - 1).end();
                assertTrue(!end.isEmpty() && end.compareTo(ofSlice.get(i).first()) <= 0, () -> "overlap: " + ofSlice);
            }
        }
        return ranges.values().stream().anyMatch(ofSlice -> ofSlice.size() > 1);
    }

    @Test
    void aFileInWhoseKeyRangeNothingChangesStays() throws Exception {
        Batch batch = ordered("untouched", 1);
        batch.hours(2, 1).clock.advance(Duration.ofHours(3));
        batch.archived().run(Batch.TO_THE_END);
        List<ViewFile> before = batch.view("all-time").files();
        assertEquals(2, before.size());
        // All are late, so that the group of the others has nothing new.
        for (int i = 0; i < 300; i++) {
            batch.clock.advance(Duration.ofMinutes(1));
            batch.log.append(Trip.TOPIC, i % 3, batch.clock.millis(), new Trip(batch.clock.instant(), "o1", 5).json());
        }
        batch.archived();
        batch.run(Batch.NEXT);
        List<ViewFile> after = batch.view("all-time").files();
        assertEquals(before.get(0), after.get(0));
        assertTrue(!before.contains(after.get(1)), after::toString);
        batch.check(MODEL, "one group changed");
    }

    @Test
    void aProcessWithAnotherDefinitionRefusesAnOrder() throws Exception {
        Batch batch = new Batch(directory.resolve("refused")).hours(2, 1);
        batch.withEngine(local -> new OrderedEngine(Trip.changedModel(), batch.storage(), batch.engine()));
        RunResult result = batch.run(Batch.NEXT);
        assertTrue(result.failures().get(0).toString().contains("TM-ENG-004"), result.failures()::toString);
        assertEquals(List.of(), result.published());
    }

    @Test
    void anOrderOfAnotherVersionOrThatIsDamagedIsRefused() {
        byte[] other =
                io.tidemark.codec.SummedJson.write("{\"format\":99,\"work\":{}}".getBytes(StandardCharsets.UTF_8));
        OrderRefusedException refused =
                assertThrows(OrderRefusedException.class, () -> WorkJson.read(other, WorkOrder.class));
        assertTrue(refused.getMessage().contains("format 99"), refused::getMessage);
        other[20]++;
        assertThrows(OrderRefusedException.class, () -> WorkJson.read(other, WorkOrder.class));
        assertThrows(OrderRefusedException.class, () -> WorkJson.read(new byte[0], WorkOrder.class));
    }
}
