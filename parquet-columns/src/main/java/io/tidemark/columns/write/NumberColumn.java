package io.tidemark.columns.write;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;

/**
 * A column of numbers or booleans, held by their bits until the page ends. The first page of a row group decides how it is
 * written: with a dictionary, if that is smaller, else whole numbers as differences and others as they are.
 */
public final class NumberColumn extends Column {
    private static final int FIRST_CAPACITY = 1024;

    private final PlainNumbers plain;
    private final NumberDictionary dictionary = new NumberDictionary();
    private final PageIds ids = new PageIds();
    private long[] bits = new long[FIRST_CAPACITY];
    private int count;
    private boolean usesDictionary = true;
    /** Whether a page of this row group does. */
    private boolean dictionaryIsUsed;

    NumberColumn(ColumnDescriptor descriptor, PageLimits limits) {
        super(descriptor, limits);
        plain = new PlainNumbers(type.getPrimitiveTypeName());
    }

    /** A boolean is 0 or 1, and a floating number what {@code floatToRawIntBits} or {@code doubleToRawLongBits} says. */
    public void add(int repetition, long number) {
        if (count == bits.length) {
            bits = Arrays.copyOf(bits, 2 * count);
        }
        bits[count++] = number;
        addPresent(repetition);
    }

    @Override
    long openBytes() {
        return (long) plain.width() * (count + dictionary.size());
    }

    @Override
    void writePage(Statistics<?> statistics) throws IOException {
        if (count == 0) {
            writePage(BytesInput.empty(), Encoding.PLAIN, statistics);
            return;
        }
        plain.tellExtremes(bits, count, statistics);
        BytesInput without = dictionaryIsUsed && usesDictionary ? null : plain.encoded(bits, count);
        BytesInput with = usesDictionary ? withDictionary(without) : null;
        if (with != null) {
            dictionaryIsUsed = true;
            usesDictionary = !dictionary.isFull();
            writePage(with, Encoding.RLE_DICTIONARY, statistics);
        } else {
            usesDictionary = false;
            writePage(without, plain.encoding(), statistics);
        }
        count = 0;
    }

    /** The page by a dictionary, or null if that is not smaller than {@code without} it, which is null once it was. */
    private BytesInput withDictionary(BytesInput without) throws IOException {
        if (!plain.mayHaveDictionary()) {
            return null;
        }
        ids.clear();
        for (int i = 0; i < count; i++) {
            ids.add(dictionary.id(bits[i]));
            if (without != null && (long) plain.width() * dictionary.size() > without.size()) {
                dictionary.clear();
                return null;
            }
        }
        BytesInput encoded = ids.encoded(dictionary.size());
        if (without != null && encoded.size() + (long) plain.width() * dictionary.size() > without.size()) {
            dictionary.clear();
            return null;
        }
        return encoded;
    }

    @Override
    void endDictionary() throws IOException {
        if (dictionaryIsUsed) {
            writeDictionary(plain.content(dictionary), dictionary.size());
        }
        dictionary.clear();
        dictionaryIsUsed = false;
        usesDictionary = true;
    }
}
