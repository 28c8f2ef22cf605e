/**
 * What a run asks of an engine in a form that goes to other processes: an order, the units of files to fold, the intervals
 * of rows to merge. Keeps true that a process which makes its part of an order has the definitions that the run was planned
 * with, and that how work is divided is in the order and nowhere else. Knows {@code engine}, {@code archive} and
 * {@code storage}. Read {@link io.tidemark.batch.engine.order.WorkOrder} first, then
 * {@link io.tidemark.batch.engine.order.OrderedWork}.
 */
package io.tidemark.batch.engine.order;
