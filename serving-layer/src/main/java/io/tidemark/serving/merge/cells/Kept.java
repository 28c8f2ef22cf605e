package io.tidemark.serving.merge.cells;

import io.tidemark.serving.merge.question.Page.Order;

/**
 * How many of a group's windows are held at most, and which: the first ones in an order. Bounds what one group with very many
 * tiles costs.
 *
 * @param metrics how many metrics of each, from the first one on: they are in the rows one after the other
 */
public record Kept(int windows, Order order, int metrics) {
    /** Of each window all metrics. */
    public Kept(int windows, Order order) {
        this(windows, order, Integer.MAX_VALUE);
    }

    /** All windows. */
    public static Kept all(Order order) {
        return new Kept(Integer.MAX_VALUE, order);
    }

    /** All windows, but only what is needed of them for one metric. */
    public static Kept rankedBy(int metric) {
        return new Kept(Integer.MAX_VALUE, Order.EARLIEST_FIRST, metric + 1);
    }

    public boolean isUnbounded() {
        return windows == Integer.MAX_VALUE;
    }

    /** Whether a window is no later in the order than the last one that is held. */
    public boolean isBefore(long firstMillis, Cells held) {
        return order == Order.EARLIEST_FIRST
                ? firstMillis <= held.first(held.size() - 1)
                : firstMillis >= held.first(0);
    }

    /** Gives up the one that is last in the order. */
    public void makeRoom(Cells held) {
        if (order == Order.EARLIEST_FIRST) {
            held.keep(0, held.size() - 1);
        } else {
            held.keep(1, held.size());
        }
    }
}
