package io.tidemark.seam;

import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
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
