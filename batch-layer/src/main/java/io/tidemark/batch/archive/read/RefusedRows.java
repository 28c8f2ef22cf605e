package io.tidemark.batch.archive.read;

import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.read.RowFileReader;
import java.io.IOException;

/** The quarantined records of a file, one ahead. Owned by one thread. */
public final class RefusedRows implements AutoCloseable {
    static final RefusedRows NONE = new RefusedRows();

    private final RowFileReader<RefusedRow> reader;
    private RefusedRow next;

    private RefusedRows() {
        reader = null;
    }

    RefusedRows(RowFileReader<RefusedRow> reader) throws IOException {
        this.reader = reader;
        this.next = reader.next();
    }

    /** The next one, or null after the last. */
    RefusedRow peek() {
        return next;
    }

    /** Goes to the one after {@link #peek}, and returns it. */
    RefusedRow advance() throws IOException {
        next = reader.next();
        return next;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
