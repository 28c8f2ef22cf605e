package io.tidemark.seam;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.util.Optional;

/** The published batch views, as every other layer reads them. Safe for use by many threads. */
public interface BatchViews {
    /** The manifest with the highest number, or {@link Manifest#NONE}. */
    Manifest newest() throws IOException;

    Optional<Manifest> manifest(long number) throws IOException;

    /** Where the logs began that the views are of: where a view stands that is in no manifest yet. */
    Beginnings beginnings();

    /**
     * Reads a view file from its first row to its last, sorted by group, then tile.
     *
     * @throws IOException if the sink throws it, or the file cannot be reached
     * @throws io.tidemark.fault.FaultException if whoever keeps the file has a fault for it, as for one that is damaged
     */
    void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException;

    /**
     * Gives what the operator of a view remembers of a partition at the view's tidemark (PROTOCOL 33), in the order in which it
     * was put: of a key that comes again the last entry counts. Some are older than the operator looks back. What is held in
     * memory does not grow with them.
     *
     * @param manifest the number of the one that has the view
     * @throws ManifestException if that manifest is not there any more (TM-MAN-003) or does not tell it (TM-MAN-004)
     * @throws IOException if the sink throws it, or what is needed cannot be reached
     * @throws io.tidemark.fault.FaultException if whoever keeps it has a fault for it, as for a file that is damaged
     */
    default void remembered(long manifest, ViewId id, PartitionId partition, EntrySink sink) throws IOException {
        AggregationView view = manifest(manifest)
                .orElseThrow(() -> ManifestException.notThere(manifest))
                .viewOrEmpty(id);
        boolean hasMoved = view.tidemark().offset(partition) > view.since().at(partition);
        if (!view.isPublished() || (hasMoved && !view.remembered().tells(partition))) {
            throw ManifestException.untold(manifest, id, partition);
        }
        for (EntryFile file : view.remembered().of(partition)) {
            read(file, sink);
        }
    }

    /**
     * Reads a file of what an operator remembers, by key.
     *
     * @throws IOException as {@link #remembered}
     * @throws io.tidemark.fault.FaultException as {@link #remembered}
     */
    void read(EntryFile file, EntrySink sink) throws IOException;

    /** What takes entries of an operator's memory. */
    @FunctionalInterface
    interface EntrySink {
        /**
         * @param key the receiver's to keep, as is the value
         * @param logClockMillis at which it was put
         */
        void entry(byte[] key, byte[] value, long logClockMillis) throws IOException;
    }

    /** What takes the rows of a view file. */
    @FunctionalInterface
    interface RowSink {
        /**
         * @param group the group's key in {@link io.tidemark.fold.GroupCodec}'s layout; the receiver's to keep
         * @param tileMillis the start of the tile
         * @param accumulators of all metrics, as {@link io.tidemark.fold.TileTable#write} writes them
         */
        void row(byte[] group, long tileMillis, byte[] accumulators) throws IOException;
    }
}
