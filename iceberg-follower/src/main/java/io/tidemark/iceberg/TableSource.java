package io.tidemark.iceberg;

import io.tidemark.manifest.Manifest;
import java.util.Optional;
import org.apache.iceberg.Schema;

/** Where a table's rows come from. */
interface TableSource {
    /** What the table is called. */
    String name();

    /**
     * What it is to show of a manifest; empty if there is nothing of it yet.
     *
     * @param version what it shows at present; empty if there is no table
     */
    Optional<Shown> of(Manifest manifest, Optional<String> version);

    /** The columns of a version; empty if that is not known here, as of another process's definition. */
    Optional<Schema> columns(String version);
}
