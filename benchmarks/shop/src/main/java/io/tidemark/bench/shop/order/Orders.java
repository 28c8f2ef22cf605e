package io.tidemark.bench.shop.order;

/** So many orders, each the same for the same number; sent in the order of their numbers. */
public interface Orders {
    /** How many there are. */
    long count();

    Order order(long number);

    int partition(long number);

    /** The record's timestamp, which says what epoch it is of. */
    long stampMillis(long number);

    /** A number that looks like chance, from 0 to below the bound. */
    static int chance(long seed, int bound) {
        long z = seed * 0x9E3779B97F4A7C15L + 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) Long.remainderUnsigned(z ^ (z >>> 31), bound);
    }

    /** A place for each of {@code count} numbers, far from those of its neighbours. */
    static long scattered(long number, long count) {
        return number * 1_000_003 % count; // a prime: no two numbers have one place unless it divides the count
    }
}
