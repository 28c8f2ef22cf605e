package io.tidemark.it.simulation;

import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryEventLog;
import java.io.IOException;
import java.util.Optional;

/** The batch views as the other layers have them, with logs that began where a rule says. */
record Views(BatchViews views, Beginning beginning, InMemoryEventLog log) implements BatchViews {
    @Override
    public Manifest newest() throws IOException {
        return views.newest();
    }

    @Override
    public Optional<Manifest> manifest(long number) throws IOException {
        return views.manifest(number);
    }

    @Override
    public Beginnings beginnings() {
        return beginning.of(views.beginnings(), log);
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
        views.read(file, definition, sink);
    }

    @Override
    public void read(EntryFile file, EntrySink sink) throws IOException {
        views.read(file, sink);
    }
}
