package io.tidemark.columns.read;

import io.tidemark.columns.event.ColumnMismatchException;
import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.event.FileFields.Projection;
import io.tidemark.columns.event.Micros;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.ValueType;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.tidemark.OffsetRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the records of one file column by column, some thousand rows at a time, in the order of their offsets: a row's
 * values are put together only when somebody asks for them, through the same converters as in {@link RowFileReader}.
 * Owned by one thread. Guarded by the benchmark {@code recompute}.
 */
public final class ColumnFileReader implements AutoCloseable {
    private static final int MOST_ROWS = 2048;
    private static final int MOST_KEYS = 1 << 16;

    private final ParquetFileReader file;
    private final OffsetRange within;
    private final MessageType columns;
    private final Faults faults = new Faults();
    private final RecordConverter converter;
    private final Map<String, String> namesInLog = new HashMap<>();
    private final List<BlockMetaData> rowGroups;
    private final boolean mayFault;
    private final String timeName;
    private final boolean timeIsInstant;

    private FlatColumn[] all = {};
    private final Map<String, FlatColumn> byName = new HashMap<>();
    private final Map<Set<String>, int[]> keyArrays = new HashMap<>();
    private int nextRowGroup;
    private long leftInRowGroup;
    private long nextOffset;
    private FlatColumn offsets;
    private FlatColumn timestamps;
    private FlatColumn time;
    private int rows;
    private long firstOffset;
    private ComponentValues values;
    private int rowOfValues;

    private ColumnFileReader(
            ParquetFileReader file, OffsetRange within, Wanted wanted, Projection projection, MessageType columns) {
        this.file = file;
        this.within = within;
        this.columns = columns;
        this.rowGroups = file.getRowGroups();
        RecordSchema<?> schema = wanted.fields().schema();
        this.converter = RecordConverter.row(
                schema, projection.asIs(), columns, faults, made -> values = (ComponentValues) made);
        projection.asIs().forEach(component -> namesInLog.put(component.name(), component.nameInLog()));
        this.timeName = wanted.time().orElse("");
        this.timeIsInstant = schema.components().stream()
                .anyMatch(component -> component.name().equals(timeName) && component.type() == Scalar.INSTANT);
        this.mayFault = projection.asIs().stream().anyMatch(component -> mayFault(component, columns));
    }

    /**
     * What is to be read.
     *
     * @param time the component among the fields that is the event's time, an instant or milliseconds
     * @param timestamps whether {@link #timestampMillis} will be asked
     */
    public record Wanted(FieldsWanted fields, Optional<String> time, boolean timestamps) {}

    /**
     * Opens a file.
     *
     * @param within only rows whose offset lies in this range
     * @return empty if a component repeats or nests, is not held as it is wanted, or stands beside the value, so that rows must be read one by one
     * @throws ColumnMismatchException if the file does not tell what is wanted
     */
    public static Optional<ColumnFileReader> open(InputFile input, OffsetRange within, Wanted wanted)
            throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification()
                .build();
        ParquetFileReader file = ParquetFileReader.open(input, options);
        try {
            FileMetaData footer = file.getFooter().getFileMetaData();
            FileFields found = FileFields.of(footer.getSchema(), footer.getKeyValueMetaData());
            Projection projection = found.projection(wanted.fields());
            MessageType columns = read(projection.all(), file, wanted.timestamps());
            if (projection.byText().isEmpty()
                    && projection.head().equals(HeadColumns.NONE)
                    && columns.getColumns().stream().allMatch(FlatColumn::canRead)) {
                file.setRequestedSchema(columns);
                ColumnFileReader reader = new ColumnFileReader(file, within, wanted, projection, columns);
                file = null;
                return Optional.of(reader);
            }
            return Optional.empty();
        } finally {
            if (file != null) {
                file.close();
            }
        }
    }

    /** Of the positions those that are not known without being read. */
    private static MessageType read(MessageType wanted, ParquetFileReader file, boolean timestamps) {
        boolean offsets = file.getRowGroups().stream()
                .anyMatch(rowGroup -> firstOfDense(rowGroup).isEmpty());
        List<Type> columns = new ArrayList<>();
        for (Type column : wanted.getFields()) {
            boolean read =
                    switch (column.getName()) {
                        case EventColumns.PARTITION, EventColumns.CLOCK -> false;
                        case EventColumns.OFFSET -> offsets;
                        case EventColumns.TIMESTAMP -> timestamps;
                        default -> true;
                    };
            if (read) {
                columns.add(column);
            }
        }
        return new MessageType(wanted.getName(), columns);
    }

    /** The first offset of a row group in which no offset is missing: they ascend, so that first and last tell. */
    private static Optional<Long> firstOfDense(BlockMetaData rowGroup) {
        return offsetsOf(rowGroup)
                .filter(offsets -> offsets.getMax() - offsets.getMin() + 1 == rowGroup.getRowCount())
                .map(LongStatistics::getMin);
    }

    private static Optional<LongStatistics> offsetsOf(BlockMetaData rowGroup) {
        for (ColumnChunkMetaData column : rowGroup.getColumns()) {
            if (column.getPath().equals(ColumnPath.get(EventColumns.OFFSET))
                    && column.getStatistics() instanceof LongStatistics offsets
                    && offsets.hasNonNullValue()) {
                return Optional.of(offsets);
            }
        }
        return Optional.empty();
    }

    /** Goes on to the next rows, which are numbered from 0; false after the last. */
    public boolean next() throws IOException {
        try {
            return nextRows();
        } catch (RuntimeException e) {
            throw RowFileReader.undecoded(e);
        }
    }

    private boolean nextRows() throws IOException {
        while (leftInRowGroup == 0) {
            if (!nextRowGroup()) {
                return false;
            }
        }
        rows = (int) Math.min(MOST_ROWS, leftInRowGroup);
        for (FlatColumn column : all) {
            rows = Math.min(rows, column.available());
        }
        for (FlatColumn column : all) {
            column.start(rows);
        }
        leftInRowGroup -= rows;
        firstOffset = nextOffset;
        nextOffset += rows;
        rowOfValues = -1;
        return true;
    }

    private boolean nextRowGroup() throws IOException {
        while (nextRowGroup < rowGroups.size() && !isWanted(rowGroups.get(nextRowGroup))) {
            nextRowGroup++;
        }
        if (nextRowGroup == rowGroups.size()) {
            return false;
        }
        BlockMetaData rowGroup = rowGroups.get(nextRowGroup);
        PageReadStore pages = file.readRowGroup(nextRowGroup++);
        leftInRowGroup = rowGroup.getRowCount();
        byName.clear();
        List<ColumnDescriptor> described = columns.getColumns();
        all = new FlatColumn[described.size()];
        for (int i = 0; i < all.length; i++) {
            PrimitiveConverter to = i < converter.size()
                    ? converter.getConverter(i).asPrimitiveConverter()
                    : new ValueConverters.WholeConverter(position -> {});
            all[i] = new FlatColumn(described.get(i), pages.getPageReader(described.get(i)), to, MOST_ROWS);
            byName.put(described.get(i).getPath()[0], all[i]);
        }
        Optional<Long> dense = firstOfDense(rowGroup);
        offsets = dense.isPresent() ? null : byName.get(EventColumns.OFFSET);
        nextOffset = dense.orElse(0L);
        timestamps = byName.get(EventColumns.TIMESTAMP);
        time = byName.get(namesInLog.getOrDefault(timeName, ""));
        return true;
    }

    private boolean isWanted(BlockMetaData rowGroup) {
        return rowGroup.getRowCount() > 0
                && offsetsOf(rowGroup)
                        .map(found -> found.getMax() >= within.first() && found.getMin() < within.end())
                        .orElse(true);
    }

    /** How many rows there are now. */
    public int rows() {
        return rows;
    }

    /** The number of the row group that the rows are of: {@link #keys} of one row group mean the same. */
    public int rowGroup() {
        return nextRowGroup;
    }

    public boolean isWithin(int row) {
        return within.contains(offset(row));
    }

    public long offset(int row) {
        return offsets == null ? firstOffset + row : offsets.longAt(row);
    }

    public long timestampMillis(int row) {
        return timestamps.longAt(row);
    }

    /**
     * The values of a row, or null if the columns do not hold what the record class needs; valid until another row is asked
     * for. Rows are to be asked for in order; the same one may be asked for again.
     */
    public ComponentValues values(int row) {
        if (row != rowOfValues) {
            rowOfValues = row;
            faults.clear();
            converter.start();
            for (int i = 0; i < converter.size(); i++) {
                all[i].convert(row);
            }
            converter.end();
        }
        return values;
    }

    /** Whether every row has {@link #values}. */
    public boolean hasAllValues() {
        return !mayFault;
    }

    /** Keys for the values of some components; empty if a value of them stands in no dictionary, or in too many. */
    public Optional<RowKeys> keys(Set<String> components) {
        int[] keys = keyArrays.computeIfAbsent(components, any -> new int[MOST_ROWS]);
        Arrays.fill(keys, 0, rows, 0);
        int bound = 1;
        for (String component : components) {
            FlatColumn column = byName.get(namesInLog.getOrDefault(component, ""));
            if (column == null) {
                continue; // The file has no such column: absent in every row.
            }
            if (!column.isInDictionary() || (long) bound * column.idBound() > MOST_KEYS) {
                return Optional.empty();
            }
            int[] ids = column.ids();
            int factor = bound;
            for (int row = 0; row < rows; row++) {
                keys[row] += factor * ids[row];
            }
            bound *= column.idBound();
        }
        return Optional.of(new RowKeys(keys, bound));
    }

    /** Whether the component that is the event's time is there, and with it {@link #timeMillis}. */
    public boolean hasTime() {
        return time != null;
    }

    public boolean isTimePresent(int row) {
        return time.isPresent(row);
    }

    public long timeMillis(int row) {
        long value = time.longAt(row);
        return timeIsInstant ? Micros.millis(value) : value;
    }

    /** A file of an older form may lack what is needed by now, or hold what is no longer taken. */
    private static boolean mayFault(Component component, MessageType columns) {
        boolean mayBeAbsent = columns.getType(component.nameInLog()).isRepetition(Type.Repetition.OPTIONAL);
        return (component.isPrimitive() && mayBeAbsent) || mayFault(component.type());
    }

    private static boolean mayFault(ValueType type) {
        return type instanceof ValueType.EnumType
                || type == Scalar.CHAR
                || type == Scalar.FLOAT
                || (type instanceof ValueType.OptionalType optional && mayFault(optional.value()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
