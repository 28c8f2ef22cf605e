package io.tidemark.iceberg;

import io.tidemark.batch.view.ViewColumns;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.Tidemark;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetSchemaUtil;

/** The view of an aggregation: a row for each group and tile. */
record ViewSource(AggregationDefinition<?> definition) implements TableSource {
    @Override
    public String name() {
        return definition.name();
    }

    /** As answers do (PROTOCOL 27), a table goes over to another version once that is as far as the one it shows. */
    @Override
    public Optional<Shown> of(Manifest manifest, Optional<String> version) {
        Optional<AggregationView> own = published(manifest, definition.id());
        Optional<AggregationView> present =
                version.flatMap(shown -> published(manifest, new ViewId(definition.name(), shown)));
        boolean isAsFar = own.isPresent()
                && present.map(shown -> reaches(own.get(), shown)).orElse(true);
        Optional<AggregationView> next = isAsFar ? own : present;
        if (next.isEmpty()) {
            // Begun anew: what the table had is of nobody any more.
            return version.map(shown ->
                    new Shown(Mark.of(manifest.number(), shown, new TreeMap<>(), java.util.List.of()), Set.of()));
        }
        return next.map(view -> new Shown(
                Mark.of(manifest.number(), view.fingerprint(), view.positions(), view.gaps()),
                view.files().stream().map(ViewFile::path).collect(Collectors.toSet())));
    }

    private static Optional<AggregationView> published(Manifest manifest, ViewId id) {
        return manifest.view(id).filter(AggregationView::isPublished);
    }

    private static boolean reaches(AggregationView next, AggregationView shown) {
        Tidemark reached = new Tidemark(next.positions());
        return shown.positions().entrySet().stream()
                .allMatch(place ->
                        reached.offset(place.getKey()) >= place.getValue().offset());
    }

    @Override
    public Optional<Schema> columns(String version) {
        return definition.fingerprint().equals(version)
                ? Optional.of(ParquetSchemaUtil.convert(ViewColumns.forPeople(definition)))
                : Optional.empty();
    }
}
