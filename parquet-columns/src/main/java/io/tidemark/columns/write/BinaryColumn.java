package io.tidemark.columns.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;

/**
 * A column of texts, or of bytes. In each row group texts go to a dictionary, until a page shows that it does not pay or
 * it is full; after that, and for bytes, they are written as they are.
 */
public final class BinaryColumn extends Column {
    /**
     * With four times as much, ids drawn from a hundred thousand fit, and a file has half the bytes; but looking them up
     * misses the processor's caches and takes half as long again.
     */
    private static final int LARGEST_DICTIONARY = 1 << 20;

    private static final int DICTIONARY_PAGES = 16;
    private static final int BATCH = 256;

    private final TextDictionary dictionary;
    private final PageIds ids = new PageIds();
    private final ByteSlab plain = new ByteSlab();
    private final Extremes extremes = new Extremes();
    /** Texts that have no id yet. */
    private String[] texts = new String[BATCH];

    private int textCount;
    private int textChars;
    private boolean usesDictionary = true;
    /** Whether a page of this row group does. */
    private boolean dictionaryIsUsed;

    /** About what the texts of the row group that went to the dictionary would take without it. */
    private long plainBytes;

    private long idBytes;

    BinaryColumn(ColumnDescriptor descriptor, PageLimits limits) {
        super(descriptor, limits);
        dictionary = new TextDictionary(Math.min(LARGEST_DICTIONARY, DICTIONARY_PAGES * limits.bytes));
    }

    public void add(int repetition, String text) {
        if (usesDictionary) {
            texts[textCount++] = text;
            textChars += text.length();
            if (textCount == BATCH || textChars >= limits.bytes) {
                giveIds();
            }
            addPresent(repetition);
        } else {
            add(repetition, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** For columns that get no texts. */
    public void add(int repetition, byte[] bytes) {
        add(repetition, bytes, bytes.length);
    }

    /** For columns that get no texts: the first bytes of an array. */
    public void add(int repetition, byte[] bytes, int length) {
        add(repetition, bytes, 0, length);
    }

    /** For columns that get no texts: so many bytes of an array. */
    public void add(int repetition, byte[] bytes, int from, int length) {
        int place = plain.addBytes(bytes, from, length);
        if (tellsExtremes()) {
            extremes.take(plain, place);
        }
        if (plain.length() >= limits.bytes) {
            setFull();
        }
        addPresent(repetition);
    }

    private void giveIds() {
        dictionary.add(texts, textCount, ids);
        if (dictionary.isFull()) {
            setFull();
        }
        plainBytes += textChars + (long) Integer.BYTES * textCount;
        // Another array: the collector notes each reference that is put into an old one.
        texts = new String[BATCH];
        textCount = 0;
        textChars = 0;
    }

    @Override
    long openBytes() {
        return textChars + plain.length() + dictionary.page().length() + PageIds.bytes(ids.count(), dictionary.size());
    }

    @Override
    void writePage(Statistics<?> statistics) throws IOException {
        if (usesDictionary && textCount > 0) {
            giveIds();
        }
        if (ids.count() > 0) {
            writeIds(statistics);
        } else {
            extremes.tell(statistics, plain);
            writePlain(statistics);
        }
    }

    private void writeIds(Statistics<?> statistics) throws IOException {
        // Those of the dictionary hold for a page of it, and cost no look at its ids.
        dictionary.extremes().tell(statistics, dictionary.page());
        idBytes += PageIds.bytes(ids.count(), dictionary.size());
        usesDictionary = dictionary.page().length() + idBytes < plainBytes;
        if (usesDictionary || dictionaryIsUsed) {
            dictionaryIsUsed = true;
            usesDictionary &= !dictionary.isFull();
            writePage(ids.encoded(dictionary.size()), Encoding.RLE_DICTIONARY, statistics);
        } else {
            copyTexts();
            writePlain(statistics);
            dictionary.clear();
        }
        ids.clear();
    }

    private void copyTexts() {
        ByteSlab from = dictionary.page();
        for (int i = 0; i < ids.count(); i++) {
            int place = dictionary.place(ids.id(i));
            plain.addBytes(from.array(), place, from.countAt(place));
        }
    }

    private void writePlain(Statistics<?> statistics) throws IOException {
        writePage(plain.content(), Encoding.PLAIN, statistics);
        plain.clear();
        extremes.clear();
    }

    @Override
    void endDictionary() throws IOException {
        if (dictionaryIsUsed) {
            writeDictionary(dictionary.page().content(), dictionary.size());
        }
        dictionary.clear();
        dictionaryIsUsed = false;
        usesDictionary = true;
        plainBytes = 0;
        idBytes = 0;
    }
}
