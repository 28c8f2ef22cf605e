package io.tidemark.columns.write;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

/**
 * One column of a file that is being written: takes values in, and makes pages of them. It is given a {@link PageWriter}
 * for each row group; its buffers live on. Owned by one file's thread.
 *
 * <p>Parquet's own column writers take several times as long: they hash and compare the bytes of each text, and keep
 * statistics value by value instead of page by page. Guarded by the benchmark {@code ArchiveBenchmark}.
 */
public abstract class Column {
    private static final int MOST_VALUES = 20_000;

    final PrimitiveType type;
    final PageLimits limits;
    private final int mostValues;
    private final int maxDefinition;
    private final boolean repeated;
    private final Levels repetitions;
    private final Levels definitions;
    private PageWriter pages;
    private int values;
    private int absent;
    private int rows;
    private boolean full;
    private boolean tellsExtremes = true;

    /** How large pages are, and whether a page of some column of the file has become as large. */
    static final class PageLimits {
        final int bytes;
        boolean reached;

        PageLimits(int bytes) {
            this.bytes = bytes;
        }
    }

    Column(ColumnDescriptor descriptor, PageLimits limits) {
        this.type = descriptor.getPrimitiveType();
        this.limits = limits;
        this.mostValues = Math.min(MOST_VALUES, limits.bytes / Long.BYTES);
        this.maxDefinition = descriptor.getMaxDefinitionLevel();
        this.repeated = descriptor.getMaxRepetitionLevel() > 0;
        this.repetitions = new Levels(descriptor.getMaxRepetitionLevel());
        this.definitions = new Levels(maxDefinition);
    }

    static Column of(ColumnDescriptor descriptor, PageLimits limits) {
        return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> new BinaryColumn(descriptor, limits);
            case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> new NumberColumn(descriptor, limits);
            case FIXED_LEN_BYTE_ARRAY, INT96 -> throw new IllegalArgumentException(descriptor + ": is in no archive");
        };
    }

    /** To be called before the first value. */
    final void leaveOutExtremes() {
        tellsExtremes = false;
    }

    final boolean tellsExtremes() {
        return tellsExtremes;
    }

    final void begin(PageWriter writer) {
        pages = writer;
    }

    /** No value; {@code definition} tells how much of the path to it is there. */
    public final void addAbsent(int repetition, int definition) {
        absent++;
        addLevels(repetition, definition);
    }

    /** To be called with each value. */
    final void addPresent(int repetition) {
        addLevels(repetition, maxDefinition);
    }

    private void addLevels(int repetition, int definition) {
        definitions.add(definition);
        if (repeated) {
            repetitions.add(repetition);
            rows += repetition == 0 ? 1 : 0;
        }
        values++;
        if (values >= mostValues) {
            setFull();
        }
    }

    /** The page should end once the row is complete. */
    final void setFull() {
        full = true;
        limits.reached = true;
    }

    final boolean isFull() {
        return full;
    }

    /** Bytes of this row group: those of pages, as they are stored, and those that are in no page yet. */
    final long heldBytes() {
        return pages.getMemSize() + openBytes();
    }

    final void endPage() throws IOException {
        if (values > 0) {
            Statistics<?> statistics = tellsExtremes ? Statistics.createStats(type) : Statistics.noopStats(type);
            if (tellsExtremes) {
                statistics.incrementNumNulls(absent);
            }
            writePage(statistics);
        }
        values = 0;
        absent = 0;
        rows = 0;
        full = false;
    }

    final void endRowGroup() throws IOException {
        endPage();
        endDictionary();
    }

    /** To be called by {@link #writePage}, once. */
    final void writePage(BytesInput body, Encoding encoding, Statistics<?> statistics) throws IOException {
        BytesInput bytes = BytesInput.concat(repetitions.take(), definitions.take(), body);
        pages.writePage(bytes, values, repeated ? rows : values, statistics, Encoding.RLE, Encoding.RLE, encoding);
    }

    final void writeDictionary(BytesInput bytes, int size) throws IOException {
        pages.writeDictionaryPage(new DictionaryPage(bytes, size, Encoding.PLAIN));
    }

    /** Bytes of the values that are in no page yet, and of the dictionary. */
    abstract long openBytes();

    /** Makes a page of the values since the last one, of which there may be none. */
    abstract void writePage(Statistics<?> statistics) throws IOException;

    /** Writes the dictionary, if a page uses it, and begins anew. */
    abstract void endDictionary() throws IOException;
}
