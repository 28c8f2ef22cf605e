package io.tidemark.batch.view;

import static io.tidemark.aggregator.Aggregators.count;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.storage.Storage;
import io.tidemark.fold.Fold;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** View files of versions that told tiles in milliseconds. */
class FormerTilesTest {
    private static final TimeRange DAY = new TimeRange(-86_400_000, 0);

    record Sighting(Instant at, String place) {}

    @TempDir
    Path directory;

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Sighting> definition() {
        Model model = Model.of(builder -> builder.aggregation("sightings")
                .over(builder.stream("birds", Sighting.class).eventTime(Sighting::at))
                .groupBy("place", Sighting::place)
                .tile(Duration.ofHours(1))
                .metric("all", count()));
        return (AggregationDefinition<Sighting>) model.aggregations().get(0);
    }

    @Test
    void tilesInMillisecondsAreTheSameTiles() throws Exception {
        Storage storage = Storage.at(directory.toString(), new Configuration());
        AggregationDefinition<Sighting> definition = definition();
        TileTable table = new TileTable(definition);
        for (int i = 0; i < 30; i++) {
            Instant at = Instant.EPOCH.minus(Duration.ofMinutes(40L * i + 1));
            new Fold<>(definition).fold(new Sighting(at, "p" + i % 3), at.toEpochMilli(), 0, i, table);
        }
        ViewFile file;
        try (ViewWriter writer = new ViewWriter(storage, definition, DAY, "run-1");
                ViewWriter.Section section = writer.section(0)) {
            for (int row : table.sortedRows()) {
                section.write(table.group(row), table.tile(row), new Object[] {table.accumulator(row, 0)});
            }
            section.end();
            file = writer.finish().orElseThrow();
        }
        asFormerly(file.path(), definition);
        ViewFile former = new ViewFile("former.parquet", DAY, file.rows(), 0);
        List<String> rows = rows(storage, file, definition);
        assertEquals(table.rows(), rows.size());
        assertEquals(rows, rows(storage, former, definition));
    }

    private static List<String> rows(Storage storage, ViewFile file, AggregationDefinition<?> definition)
            throws IOException {
        List<String> rows = new ArrayList<>();
        new FileBatchViews(storage)
                .read(
                        file,
                        definition,
                        (group, tile, accumulators) -> rows.add(new String(group, StandardCharsets.ISO_8859_1) + " "
                                + tile + " " + Arrays.toString(accumulators)));
        return rows;
    }

    private void asFormerly(String path, AggregationDefinition<?> definition) throws IOException {
        List<Type> columns = new ArrayList<>(List.of(Types.required(PrimitiveTypeName.INT64)
                .as(timestampType(true, TimeUnit.MILLIS))
                .named("tile_start")));
        for (String bytes : List.of("_group", "_state_all")) {
            columns.add(Types.required(PrimitiveTypeName.BINARY).named(bytes));
        }
        try (ParquetReader<Group> reader = ParquetReader.builder(
                                new GroupReadSupport(),
                                new org.apache.hadoop.fs.Path(
                                        directory.resolve(path).toUri()))
                        .build();
                ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                                new LocalOutputFile(directory.resolve("former.parquet")))
                        .withType(new MessageType("view", columns))
                        .withExtraMetaData(Map.of("tidemark.fingerprint", definition.fingerprint()))
                        .build()) {
            SimpleGroupFactory rows = new SimpleGroupFactory(new MessageType("view", columns));
            for (Group row = reader.read(); row != null; row = reader.read()) {
                writer.write(rows.newGroup()
                        .append("tile_start", row.getLong("tile_start", 0) / 1000)
                        .append("_group", row.getBinary("_group", 0))
                        .append("_state_all", row.getBinary("_state_all", 0)));
            }
        }
    }
}
