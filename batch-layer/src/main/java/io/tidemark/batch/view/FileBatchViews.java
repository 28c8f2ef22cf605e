package io.tidemark.batch.view;

import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.codec.ByteWriter;
import io.tidemark.columns.entry.Entry;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** The published views as they lie below a root; for any process that can read it. */
public final class FileBatchViews implements BatchViews {
    private final Storage storage;
    private final ManifestStore manifests;
    private final FileBeginnings beginnings;

    public FileBatchViews(Storage storage) {
        this(storage, new ManifestStore(storage, Clock.systemUTC()));
    }

    public FileBatchViews(Storage storage, ManifestStore manifests) {
        this.storage = storage;
        this.manifests = manifests;
        this.beginnings = new FileBeginnings(storage);
    }

    /**
     * @throws IOException if the manifests cannot be read at present
     * @throws ManifestException if the newest one is damaged
     */
    @Override
    public Manifest newest() throws IOException {
        try {
            return manifests.newest();
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<Manifest> manifest(long number) throws IOException {
        try {
            return manifests.manifest(number);
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Beginnings beginnings() {
        return beginnings;
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
        ByteWriter accumulators = new ByteWriter();
        // A storage's fault goes through as it is: it says whether the file is damaged or cannot be read at present.
        try (ViewReader reader = new ViewReader(storage, file, definition)) {
            while (reader.next()) {
                reader.writeStates(accumulators.clear());
                sink.row(reader.group().bytes(), reader.tileMillis(), accumulators.toBytes());
            }
        }
    }

    @Override
    public void read(EntryFile file, EntrySink sink) throws IOException {
        // As above: a storage's fault goes through as it is.
        try (EntryReader reader = new EntryReader(storage, file)) {
            for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
                sink.entry(entry.key(), entry.value(), entry.logClockMillis());
            }
        }
    }
}
