package io.tidemark.serving.index;

/**
 * The best groups by one metric.
 *
 * @param metric its place in the definition
 * @param size how many groups
 */
public record Ranking(int metric, int size, Order order) {
    /** Which values come first. Groups of equal value are ordered by group. A group without a value comes last. */
    public enum Order {
        GREATEST_FIRST,
        SMALLEST_FIRST
    }
}
