package io.tidemark.speed;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A batch layer that has published tidemarks of a model's first aggregation, and one entry of what an operator remembers. */
final class PublishedTidemarks implements BatchViews {
    private final Model model;
    private final Beginnings beginnings = new InMemoryBeginnings();
    private Manifest newest = Manifest.NONE;
    private long entryMillis;
    private int failures;

    PublishedTidemarks(Model model) {
        this.model = model;
    }

    ViewId publish(PartitionId partition, LogPosition tidemark) {
        AggregationDefinition<?> definition = model.aggregations().iterator().next();
        ViewId id = new ViewId(definition.name(), definition.fingerprint());
        entryMillis = tidemark.clock().millis();
        EntryFile file = new EntryFile("entries", entryMillis, entryMillis, 1, 1, FileOrigin.UNKNOWN);
        AggregationView view = new AggregationView(
                        id.name(),
                        id.fingerprint(),
                        OffsetVector.ZERO,
                        Tidemark.of(Map.of(partition, tidemark)),
                        List.of(),
                        List.of(),
                        Horizon.NONE,
                        "run")
                .remembering(new Remembered(new TreeMap<>(Map.of(partition, List.of(file)))));
        newest = new Manifest(newest.number() + 1, newest.number(), Instant.EPOCH, new TreeMap<>(Map.of(id, view)));
        return id;
    }

    /** What is remembered cannot be read so many times. */
    void failToRemember(int times) {
        failures = times;
    }

    @Override
    public Beginnings beginnings() {
        return beginnings;
    }

    @Override
    public Manifest newest() {
        return newest;
    }

    @Override
    public Optional<Manifest> manifest(long number) {
        return number == newest.number() ? Optional.of(newest) : Optional.empty();
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) {
        throw new UnsupportedOperationException("there are no files");
    }

    @Override
    public void read(EntryFile file, EntrySink sink) throws IOException {
        if (failures-- > 0) {
            throw new IOException("503 Slow Down");
        }
        sink.entry(new byte[] {1}, new byte[] {}, entryMillis);
    }
}
