package io.tidemark.serving.flip;

import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Batch views that are read in small bites with pauses as long, by a node that answers meanwhile: where there are few
 * cores, a load at full speed takes from every question the time slices of a core. Guarded by the serving workload {@code
 * range24-flipping}.
 */
record ConsiderateBatchViews(BatchViews views) implements BatchViews {
    private static final int ROWS_BETWEEN_LOOKS = 64;
    private static final long BITE_NANOS = 400_000;

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
        return views.beginnings();
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
        views.read(file, definition, new Pausing(sink));
    }

    @Override
    public void read(EntryFile file, EntrySink sink) throws IOException {
        views.read(file, sink);
    }

    /** Owned by one thread. */
    private static final class Pausing implements RowSink {
        private final RowSink sink;
        private long began = System.nanoTime();
        private int rows;

        Pausing(RowSink sink) {
            this.sink = sink;
        }

        @Override
        public void row(byte[] group, long tileMillis, byte[] accumulators) throws IOException {
            sink.row(group, tileMillis, accumulators);
            if (++rows % ROWS_BETWEEN_LOOKS == 0) {
                long worked = System.nanoTime() - began;
                if (worked > BITE_NANOS) {
                    LockSupport.parkNanos(worked);
                    began = System.nanoTime();
                }
            }
        }
    }
}
