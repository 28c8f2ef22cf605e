package io.tidemark.columns.copy;

import org.apache.parquet.column.ColumnReader;

/** A row of a file: the readers of its columns, in the order of the schema, each standing at the row's first value. */
public final class StoredRow {
    final ColumnReader[] columns;

    StoredRow(ColumnReader[] columns) {
        this.columns = columns;
    }
}
