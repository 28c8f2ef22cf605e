package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.Held;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.event.head.RecordHead;
import io.tidemark.fault.Reason;
import io.tidemark.log.LogBatch;
import io.tidemark.stream.CheckedFields;
import io.tidemark.stream.Kept;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.UserCodeException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.parquet.io.OutputFile;

/**
 * What the archive takes down of a stream's records: the fields as the log has them, or, for formats of users', the bytes.
 * Runs none of the user's code, so that nothing the user's code does keeps a record out. Owned by one thread.
 */
final class Recorded {
    /** Of a row that has no event time, or none that is known without running the user's code. */
    static final long NO_TIME = Long.MIN_VALUE;

    private final RecordSchema<?> schema;
    private final String layout;
    private final Optional<Component> time;
    private final boolean keepsUndeclared;
    private final UndeclaredFields undeclared;
    /** Null if records are taken down as bytes. */
    private final FieldDecoder fields;

    private final HeadColumns head;

    private final LogRow row = new LogRow();
    private final LogRow tombstone = new LogRow();

    Recorded(StreamDefinition<?> stream) {
        schema = RecordSchema.of(stream.eventClass());
        layout = Held.layoutOf(stream);
        time = Held.timeOf(stream);
        keepsUndeclared = stream.kept().contains(Kept.UNDECLARED);
        undeclared = keepsUndeclared ? UndeclaredFields.kept() : UndeclaredFields.dropped();
        fields = stream.format() instanceof FieldFormat format
                ? CheckedFields.of(
                        format, stream.eventClass(), EventFormat.allComponents(stream.eventClass()), undeclared)
                : null;
        row.undeclared = undeclared;
        head = Held.headOf(stream);
    }

    RowFileWriter<LogRow> writer(OutputFile file, long rowGroupBytes) throws IOException {
        return fields == null
                ? RowFileWriter.bytes(file, rowGroupBytes, head)
                : RowFileWriter.fields(file, rowGroupBytes, schema, keepsUndeclared, head);
    }

    /** What a file that is being written holds, for its footer. */
    Held held() {
        return new Held(layout, Held.nameOfTime(time), FileFields.none());
    }

    /**
     * The row of a record that has a value; the same object each time, without its clock.
     *
     * @throws DecodeException if its bytes do not hold what the record class needs
     */
    LogRow row(LogBatch batch, int i) throws DecodeException {
        if (fields == null) {
            row.bytes = batch.bytes(i);
            row.start = batch.start(i);
            row.length = batch.length(i);
        } else {
            row.values = values(batch.bytes(i), batch.start(i), batch.length(i));
        }
        place(row, batch, i);
        return row;
    }

    /** Whatever goes wrong with a record, it is one record's: it is kept as it came, and whoever can decode it will. */
    private ComponentValues values(byte[] bytes, int offset, int length) throws DecodeException {
        try {
            return fields.decode(bytes, offset, length);
        } catch (UserCodeException stops) {
            throw stops;
        } catch (RuntimeException | StackOverflowError unforeseen) {
            throw new DecodeException("cannot be taken down: " + Reason.of(unforeseen), unforeseen);
        }
    }

    /** What is kept of what stands beside a record's value. */
    RecordHead head(LogBatch batch, int i) {
        return head.equals(HeadColumns.NONE) ? RecordHead.NONE : batch.head(i);
    }

    HeadColumns kept() {
        return head;
    }

    /** The row of a record that has no value, if it has a key that is kept; the same object each time. */
    Optional<LogRow> tombstone(LogBatch batch, int i) {
        if (!head.keys()) {
            return Optional.empty();
        }
        place(tombstone, batch, i);
        return tombstone.head.key() == null ? Optional.empty() : Optional.of(tombstone);
    }

    private void place(LogRow of, LogBatch batch, int i) {
        of.head = head(batch, i);
        of.partition = batch.partition().partition();
        of.offset = batch.offset(i);
        of.timestampMillis = batch.timestampMillis(i);
    }

    /** The event time of the row made last, for statistics. */
    long timeMillis() {
        if (time.isEmpty()) {
            return NO_TIME;
        }
        return timeMillis(row.values, time.get());
    }

    private static long timeMillis(ComponentValues values, Component time) {
        if (time.type() != Scalar.INSTANT) {
            return values.longAt(time.index());
        }
        Instant instant = (Instant) values.objectAt(time.index());
        return instant == null ? NO_TIME : instant.toEpochMilli();
    }
}
