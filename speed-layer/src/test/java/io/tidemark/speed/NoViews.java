package io.tidemark.speed;

import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;
import java.util.Optional;

/** A batch layer that has published nothing yet. */
public final class NoViews implements BatchViews {
    private final Beginnings beginnings;

    public NoViews() {
        this(new InMemoryBeginnings());
    }

    public NoViews(Beginnings beginnings) {
        this.beginnings = beginnings;
    }

    @Override
    public Beginnings beginnings() {
        return beginnings;
    }

    @Override
    public Manifest newest() {
        return Manifest.NONE;
    }

    @Override
    public Optional<Manifest> manifest(long number) {
        return Optional.empty();
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) {
        throw new UnsupportedOperationException("there are no views");
    }

    @Override
    public void read(EntryFile file, EntrySink sink) {
        throw new UnsupportedOperationException("there are no views");
    }
}
