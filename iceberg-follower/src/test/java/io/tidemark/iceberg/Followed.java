package io.tidemark.iceberg;

import io.tidemark.batch.Batch;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.follow.FollowerContext;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fold.GroupCodec;
import io.tidemark.manifest.AggregationView;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.Parquet;

/** A batch layer and its tables, in a JDBC catalog of the test's own. */
final class Followed implements AutoCloseable {
    final Batch batch;
    private final Map<String, String> options;
    private final Path directory;
    private final UnreliableCatalog catalog = new UnreliableCatalog();

    Followed(Path directory) {
        this(directory, "jdbc:h2:mem:" + directory.getFileName() + ";DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=TRUE");
    }

    /** @param url of the catalog's database */
    Followed(Path directory, String url) {
        this.directory = directory;
        this.batch = new Batch(directory);
        Map<String, String> properties = Map.of(
                "uri",
                url,
                "warehouse",
                directory.resolve("warehouse").toUri().toString(),
                "jdbc.schema-version",
                "V1");
        catalog.initialize("tidemark", properties);
        options = new HashMap<>(Map.of("catalog.catalog-impl", UnreliableCatalog.class.getName()));
        properties.forEach((name, value) -> options.put("catalog." + name, value));
    }

    ManifestFollower follower(Model model) {
        Storage storage = batch.storage();
        ManifestStore manifests = batch.manifests(storage);
        return new IcebergFollowerProvider()
                .open(
                        new FollowerChoice("iceberg", options),
                        new FollowerContext(model, storage, new Archive(storage, manifests), manifests));
    }

    Table table(String name) {
        return catalog.loadTable(TableIdentifier.of("tidemark", name));
    }

    UnreliableCatalog catalog() {
        return catalog;
    }

    Path warehouse() {
        return directory.resolve("warehouse");
    }

    /** The manifests that the snapshots of a table show, oldest first. */
    List<Long> manifests(String table) {
        List<Long> manifests = new ArrayList<>();
        for (Snapshot snapshot : table(table).snapshots()) {
            manifests.add(Mark.of(snapshot).orElseThrow().manifest());
        }
        return manifests;
    }

    /** The rows of a table as Iceberg reads them, of files and row groups that may have what is asked for. */
    SortedSet<String> rows(AggregationDefinition<?> definition, Optional<Long> snapshot, Expression filter)
            throws IOException {
        SortedSet<String> rows = new TreeSet<>();
        Table table = table(definition.name());
        NameMapping names = NameMappingParser.fromJson(table.properties().get("schema.name-mapping.default"));
        TableScan scan = table.newScan().filter(filter);
        scan = snapshot.isPresent() ? scan.useSnapshot(snapshot.get()) : scan;
        Schema schema = scan.schema();
        try (CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            for (FileScanTask task : tasks) {
                try (CloseableIterable<Record> records = Parquet.read(
                                table.io().newInputFile(task.file().location()))
                        .project(schema)
                        .withNameMapping(names)
                        .filter(task.residual())
                        .createReaderFunc(file -> GenericParquetReaders.buildReader(schema, file))
                        .build()) {
                    records.forEach(record -> take(row(definition, record), rows));
                }
            }
        }
        return rows;
    }

    private static String row(AggregationDefinition<?> definition, Record record) {
        List<Object> row = new ArrayList<>();
        definition.groups().forEach(group -> row.add(record.getField(group.name())));
        row.add(((OffsetDateTime) record.getField("tile_start")).toInstant());
        definition.metrics().forEach(metric -> row.add(shown(record.getField(metric.name()))));
        return row.toString();
    }

    private static void take(String row, SortedSet<String> rows) {
        if (!rows.add(row)) {
            throw new AssertionError("twice: " + row);
        }
    }

    SortedSet<String> rows(AggregationDefinition<?> definition) throws IOException {
        return rows(definition, Optional.empty(), Expressions.alwaysTrue());
    }

    /** The same of the view, as the batch layer reads it. */
    SortedSet<String> view(AggregationDefinition<?> definition, AggregationView view) throws IOException {
        SortedSet<String> rows = new TreeSet<>();
        GroupCodec groups = new GroupCodec(definition.groups());
        batch.results(definition, view).forEach((cell, results) -> {
            List<Object> row = new ArrayList<>(groups.values(cell.group()));
            row.add(java.time.Instant.ofEpochMilli(cell.tileMillis()));
            results.forEach(result -> row.add(shown(result)));
            rows.add(row.toString());
        });
        return rows;
    }

    SortedSet<String> view(AggregationDefinition<?> definition) throws IOException {
        return view(definition, batch.manifests(batch.storage()).newest().viewOrEmpty(definition.id()));
    }

    /** A set is a list in a view's column for people. */
    private static Object shown(Object value) {
        boolean isList = value instanceof java.util.Collection<?>
                || String.valueOf(value).startsWith("[");
        return isList ? "a list" : value;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
