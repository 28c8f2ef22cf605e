package io.tidemark.columns.write;

import java.util.Arrays;

/** The numbers of a column, by their bits, in the order in which they first came. Owned by one column. */
final class NumberDictionary {
    private static final int FIRST_NUMBERS = 256;
    private static final int MOST_NUMBERS = 1 << 16;

    /** Ids plus one by hash; at most half of the places are taken. */
    private int[] table = new int[2 * FIRST_NUMBERS];

    private long[] numbers = new long[FIRST_NUMBERS];
    private int size;

    int id(long number) {
        int mask = table.length - 1;
        int place = mixed(number) & mask;
        for (int id = table[place] - 1; id >= 0; id = table[place] - 1) {
            if (numbers[id] == number) {
                return id;
            }
            place = (place + 1) & mask;
        }
        if (size == numbers.length) {
            grow();
            place = freePlace(number);
        }
        numbers[size] = number;
        table[place] = size + 1;
        return size++;
    }

    private void grow() {
        numbers = Arrays.copyOf(numbers, 2 * size);
        table = new int[4 * size];
        for (int id = 0; id < size; id++) {
            table[freePlace(numbers[id])] = id + 1;
        }
    }

    private int freePlace(long number) {
        int place = mixed(number) & (table.length - 1);
        while (table[place] != 0) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private static int mixed(long number) {
        long spread = number * 0x9E3779B97F4A7C15L;
        return (int) (spread ^ (spread >>> 32));
    }

    int size() {
        return size;
    }

    /** Whether no more numbers should be added. */
    boolean isFull() {
        return size >= MOST_NUMBERS;
    }

    long number(int id) {
        return numbers[id];
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(table, 0);
            size = 0;
        }
    }
}
