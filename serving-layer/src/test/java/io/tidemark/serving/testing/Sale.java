package io.tidemark.serving.testing;

/** The event of these tests. */
public record Sale(String shop, long till, long amount, long atMillis) {}
