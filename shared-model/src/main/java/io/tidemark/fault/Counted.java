package io.tidemark.fault;

/** A number and what it counts, as a person says it: 1 record, 2 records, 0 entries. */
public final class Counted {
    private Counted() {}

    /** @param one what is counted; several are told with an "s" */
    public static String of(long count, String one) {
        return of(count, one, one + "s");
    }

    public static String of(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }
}
