package io.tidemark.aggregator;

/** The aggregators that come with Tidemark, to be imported statically. */
public final class Aggregators {
    private Aggregators() {}

    /** How many events. Exact. */
    public static <E> Aggregator<E, ?, Long> count() {
        return new Count<>();
    }
}
