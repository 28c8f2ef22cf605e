package io.tidemark.columns.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * One column of one row group that neither repeats nor nests, page by page and some rows at a time. What a page's
 * encoding gives away for nothing is kept: the ids of a dictionary stay ids until somebody asks for a value, and texts
 * that stand by themselves are passed over unless they are asked for. Pages of a column may differ: a dictionary that
 * grows too large is given up in the middle. Owned by one thread. Guarded by the benchmark {@code recompute}.
 */
final class FlatColumn {
    private final ColumnDescriptor column;
    private final PrimitiveTypeName type;
    private final boolean optional;
    private final PageReader pages;
    private final Dictionary dictionary;
    private final PrimitiveConverter converter;

    private ValuesReader levels;
    private RunLengthBitPackingHybridDecoder levelsOfV2;
    private ValuesReader values;
    private boolean inDictionary;
    private int leftInPage;

    private final boolean[] present;
    private final int[] ids;
    private final long[] numbers;
    private int rows;
    /** Of the rows of texts, how many have been read or passed over. */
    private int passed;

    /** @param rows the most that are started at once */
    FlatColumn(ColumnDescriptor column, PageReader pages, PrimitiveConverter converter, int rows) throws IOException {
        this.column = column;
        this.type = column.getPrimitiveType().getPrimitiveTypeName();
        this.optional = column.getMaxDefinitionLevel() > 0;
        this.pages = pages;
        this.converter = converter;
        DictionaryPage entries = pages.readDictionaryPage();
        dictionary = entries == null ? null : entries.getEncoding().initDictionary(column, entries);
        if (dictionary != null && converter.hasDictionarySupport()) {
            converter.setDictionary(dictionary);
        }
        present = new boolean[rows];
        ids = new int[rows];
        numbers = new long[type == PrimitiveTypeName.BINARY ? 0 : rows];
    }

    static boolean canRead(ColumnDescriptor column) {
        boolean flat = column.getMaxRepetitionLevel() == 0 && column.getPath().length == 1;
        return flat
                && switch (column.getPrimitiveType().getPrimitiveTypeName()) {
                    case BOOLEAN, INT32, INT64, FLOAT, DOUBLE, BINARY -> true;
                    case INT96, FIXED_LEN_BYTE_ARRAY -> false;
                };
    }

    /** How many rows can be started: those that are left in a page. */
    int available() {
        while (leftInPage == 0) {
            open(pages.readPage());
        }
        return leftInPage;
    }

    /** Goes on to the next rows, of which there are as many {@link #available}; they are numbered from 0. */
    void start(int count) {
        passTo(rows);
        rows = count;
        passed = 0;
        leftInPage -= count;
        if (optional) {
            readLevels(count);
        }
        if (inDictionary) {
            readIds(count);
        } else if (type != PrimitiveTypeName.BINARY) {
            readNumbers(count);
        }
    }

    /** Whether the ids tell the values of the rows that were started. */
    boolean isInDictionary() {
        return inDictionary;
    }

    /** An id a row, below {@link #idBound}: equal ids are equal values, and the last one is null. */
    int[] ids() {
        return ids;
    }

    int idBound() {
        return dictionary.getMaxId() + 2;
    }

    boolean isPresent(int row) {
        return !optional || present[row];
    }

    /** The value of a whole number that is present. */
    long longAt(int row) {
        return inDictionary
                ? (type == PrimitiveTypeName.INT32
                        ? dictionary.decodeToInt(ids[row])
                        : dictionary.decodeToLong(ids[row]))
                : numbers[row];
    }

    /** Gives a row's value to the converter, or nothing if it is null. Rows are asked for in order, each at most once. */
    void convert(int row) {
        if (!isPresent(row)) {
            return;
        }
        if (inDictionary) {
            convertEntry(ids[row]);
        } else if (type == PrimitiveTypeName.BINARY) {
            passTo(row);
            converter.addBinary(values.readBytes());
            passed++;
        } else {
            convertNumber(numbers[row]);
        }
    }

    private void convertEntry(int id) {
        if (converter.hasDictionarySupport()) {
            converter.addValueFromDictionary(id);
            return;
        }
        switch (type) {
            case INT32 -> converter.addInt(dictionary.decodeToInt(id));
            case INT64 -> converter.addLong(dictionary.decodeToLong(id));
            case FLOAT -> converter.addFloat(dictionary.decodeToFloat(id));
            case DOUBLE -> converter.addDouble(dictionary.decodeToDouble(id));
            case BOOLEAN -> converter.addBoolean(dictionary.decodeToBoolean(id));
            default -> converter.addBinary(dictionary.decodeToBinary(id));
        }
    }

    private void convertNumber(long number) {
        switch (type) {
            case INT32 -> converter.addInt((int) number);
            case INT64 -> converter.addLong(number);
            case FLOAT -> converter.addFloat(Float.intBitsToFloat((int) number));
            case DOUBLE -> converter.addDouble(Double.longBitsToDouble(number));
            default -> converter.addBoolean(number != 0);
        }
    }

    private void readLevels(int count) {
        try {
            for (int row = 0; row < count; row++) {
                present[row] = (levelsOfV2 == null ? levels.readInteger() : levelsOfV2.readInt()) != 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readIds(int count) {
        int none = dictionary.getMaxId() + 1;
        for (int row = 0; row < count; row++) {
            ids[row] = !optional || present[row] ? values.readValueDictionaryId() : none;
        }
    }

    private void readNumbers(int count) {
        for (int row = 0; row < count; row++) {
            if (!optional || present[row]) {
                numbers[row] = switch (type) {
                    case INT32 -> values.readInteger();
                    case INT64 -> values.readLong();
                    case FLOAT -> Float.floatToRawIntBits(values.readFloat());
                    case DOUBLE -> Double.doubleToRawLongBits(values.readDouble());
                    default -> values.readBoolean() ? 1 : 0;
                };
            }
        }
    }

    /** Passes over the texts before a row that have not been read. */
    private void passTo(int row) {
        if (inDictionary || type != PrimitiveTypeName.BINARY) {
            return;
        }
        int texts = 0;
        for (; passed < row; passed++) {
            texts += isPresent(passed) ? 1 : 0;
        }
        if (texts > 0) {
            values.skip(texts);
        }
    }

    private void open(DataPage page) {
        passTo(rows);
        rows = 0;
        passed = 0;
        leftInPage = page.getValueCount();
        try {
            if (page instanceof DataPageV1 v1) {
                open(v1);
            } else {
                open((DataPageV2) page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(DataPageV1 page) throws IOException {
        ByteBufferInputStream in = page.getBytes().toInputStream();
        ValuesReader repetitions = page.getRlEncoding().getValuesReader(column, ValuesType.REPETITION_LEVEL);
        levels = page.getDlEncoding().getValuesReader(column, ValuesType.DEFINITION_LEVEL);
        levelsOfV2 = null;
        repetitions.initFromPage(leftInPage, in);
        levels.initFromPage(leftInPage, in);
        open(page.getValueEncoding(), in);
    }

    private void open(DataPageV2 page) throws IOException {
        levelsOfV2 = new RunLengthBitPackingHybridDecoder(
                BytesUtils.getWidthFromMaxInt(column.getMaxDefinitionLevel()),
                page.getDefinitionLevels().toInputStream());
        open(page.getDataEncoding(), page.getData().toInputStream());
    }

    private void open(Encoding encoding, ByteBufferInputStream in) throws IOException {
        inDictionary = encoding.usesDictionary();
        values = inDictionary
                ? encoding.getDictionaryBasedValuesReader(column, ValuesType.VALUES, dictionary)
                : encoding.getValuesReader(column, ValuesType.VALUES);
        values.initFromPage(leftInPage, in);
    }
}
