package io.tidemark.columns.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The texts of a column in the order in which they first came; open addressing by the hash code that a string keeps. A
 * text that comes again as the same string costs neither bytes nor a hash. Owned by one column.
 *
 * <pre>
 * place in the table: hash code (32 bits) · id plus one (32 bits); 0 if it is free
 * </pre>
 */
final class TextDictionary {
    private static final int FIRST_TEXTS = 512;
    /** Longer chains come from texts that were made to collide; then it is full. */
    private static final int LONGEST_CHAIN = 128;

    private final int maxBytes;
    private final ByteSlab page = new ByteSlab();
    private final Extremes extremes = new Extremes();
    /** At most half of the places are taken. */
    private long[] table = new long[2 * FIRST_TEXTS];

    private int[] places = new int[FIRST_TEXTS];
    private String[] texts = new String[FIRST_TEXTS];
    private int size;
    private boolean collides;
    private long[] found = new long[0];

    TextDictionary(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds the ids of texts to a page, and the texts that are new to the dictionary. */
    void add(String[] all, int count, PageIds to) {
        // In two loops, so that the processor fetches places of the table, which miss its caches, many at a time.
        if (found.length < count) {
            found = new long[count];
        }
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            found[i] = table[place(all[i].hashCode(), mask)];
        }
        for (int i = 0; i < count; i++) {
            to.add(id(all[i], found[i]));
        }
    }

    private int id(String text, long entry) {
        int hash = text.hashCode();
        if (entry != 0 && (int) (entry >>> Integer.SIZE) == hash && texts[(int) entry - 1].equals(text)) {
            return (int) entry - 1;
        }
        int mask = table.length - 1;
        int place = place(hash, mask);
        int chain = 0;
        for (long other = table[place]; other != 0; other = table[place]) {
            if ((int) (other >>> Integer.SIZE) == hash && texts[(int) other - 1].equals(text)) {
                return (int) other - 1;
            }
            place = (place + 1) & mask;
            chain++;
        }
        collides |= chain > LONGEST_CHAIN;
        return add(text, hash);
    }

    private int add(String text, int hash) {
        if (size == texts.length) {
            grow();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        places[size] = page.addBytes(utf8, 0, utf8.length);
        extremes.take(page, places[size]);
        texts[size] = text;
        size++;
        take((long) hash << Integer.SIZE | size);
        return size - 1;
    }

    private void grow() {
        places = Arrays.copyOf(places, 2 * size);
        texts = Arrays.copyOf(texts, 2 * size);
        long[] before = table;
        table = new long[2 * before.length];
        for (long entry : before) {
            if (entry != 0) {
                take(entry);
            }
        }
    }

    /** Puts an entry into a free place. */
    private void take(long entry) {
        int mask = table.length - 1;
        int place = place((int) (entry >>> Integer.SIZE), mask);
        while (table[place] != 0) {
            place = (place + 1) & mask;
        }
        table[place] = entry;
    }

    private static int place(int hash, int mask) {
        int spread = hash * 0x9E3779B9;
        return (spread ^ (spread >>> 15)) & mask;
    }

    int size() {
        return size;
    }

    /** Whether no more texts should be added. */
    boolean isFull() {
        return page.length() >= maxBytes || collides;
    }

    /** The dictionary page so far. */
    ByteSlab page() {
        return page;
    }

    /** Where a text's bytes are in the page. */
    int place(int id) {
        return places[id];
    }

    /** Of all texts so far. */
    Extremes extremes() {
        return extremes;
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(table, 0);
            Arrays.fill(texts, 0, size, null);
        }
        page.clear();
        extremes.clear();
        size = 0;
        collides = false;
    }
}
