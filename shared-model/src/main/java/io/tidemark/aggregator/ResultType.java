package io.tidemark.aggregator;

/** What a result is, for typed columns and documents; lists and maps are {@code JSON}. */
public enum ResultType {
    LONG,
    DOUBLE,
    DECIMAL,
    STRING,
    BOOLEAN,
    INSTANT,
    JSON
}
