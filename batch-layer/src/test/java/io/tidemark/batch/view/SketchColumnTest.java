package io.tidemark.batch.view;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.distinctCount;
import static io.tidemark.aggregator.Aggregators.frequentItems;
import static io.tidemark.aggregator.Aggregators.quantile;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.Storage;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import org.apache.datasketches.common.ArrayOfStringsSerDe;
import org.apache.datasketches.frequencies.ItemsSketch;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A view file's sketches are read with the library alone, as Spark and Druid do. */
class SketchColumnTest {
    record Visit(long at, String page, long millis) {}

    private static final TimeRange DAY = new TimeRange(0, 86_400_000);

    @TempDir
    Path directory;

    private final AggregationDefinition<Visit> definition = definition();
    private final TileTable table = new TileTable(definition);
    private Storage storage;
    private ViewFile file;

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Visit> definition() {
        return (AggregationDefinition<Visit>) Model.of(model -> model.aggregation("visits")
                        .over(model.stream("visits", Visit.class).eventTimeMillis(Visit::at))
                        .allTime()
                        .metric("visits", count())
                        .metric("pages", distinctCount(Visit::page))
                        .metric("p50", quantile(Visit::millis, 0.5))
                        .metric("top", frequentItems(Visit::page, 64))
                        .metric("slow", quantile(Visit::millis, 0.5), v -> v.millis() > 1_000_000))
                .aggregations()
                .get(0);
    }

    @BeforeEach
    void write() throws FoldException {
        storage = Storage.at(directory.toString(), new Configuration());
        Fold<Visit> fold = new Fold<>(definition);
        for (int i = 0; i < 5_000; i++) {
            fold.fold(new Visit(i, "page" + i % 40, i), i, 0, i, table);
        }
        try (ViewWriter writer = new ViewWriter(storage, definition, DAY, "run-1")) {
            Object[] accumulators = new Object[definition.metrics().size()];
            for (int metric = 0; metric < accumulators.length; metric++) {
                accumulators[metric] = table.accumulator(0, metric);
            }
            ViewWriter.Section section = writer.section(0);
            section.write(table.group(0), table.tile(0), accumulators);
            section.end();
            file = writer.finish().orElseThrow();
        }
    }

    @Test
    void theLibraryReadsThem() throws Exception {
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(directory.resolve(file.path()).toUri());
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), path).build()) {
            Group row = reader.read();
            assertEquals(40, Math.round(HllSketch.heapify(bytes(row, "pages")).getEstimate()));
            KllDoublesSketch millis = KllDoublesSketch.heapify(Memory.wrap(bytes(row, "p50")));
            assertEquals(5_000, millis.getN());
            assertEquals(row.getDouble("p50", 0), millis.getQuantile(0.5));
            assertEquals(
                    125,
                    ItemsSketch.getInstance(Memory.wrap(bytes(row, "top")), new ArrayOfStringsSerDe())
                            .getEstimate("page7"));
            assertTrue(KllDoublesSketch.heapify(Memory.wrap(bytes(row, "slow"))).isEmpty());
        }
    }

    @Test
    void soDoesTheMerge() {
        try (ViewReader reader = new ViewReader(storage, file, definition)) {
            assertTrue(reader.next());
            ByteWriter states = new ByteWriter();
            reader.writeStates(states);
            TileTable merged = new TileTable(definition);
            merged.mergeEncoded(reader.group(), reader.tileMillis(), new ByteReader(states.toBytes()));
            for (int metric = 0; metric < definition.metrics().size(); metric++) {
                assertEquals(table.result(0, metric), merged.result(0, metric));
                Object alone = definition.metrics().get(metric).aggregator().read(new ByteReader(reader.state(metric)));
                assertEquals(
                        table.result(0, metric),
                        definition.metrics().get(metric).aggregator().result(alone));
            }
        }
    }

    private static byte[] bytes(Group row, String metric) {
        return row.getBinary("_state_" + metric, 0).getBytes();
    }
}
