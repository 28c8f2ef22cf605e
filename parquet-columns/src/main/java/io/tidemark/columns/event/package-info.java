/**
 * The columns of an event: which ones a record class has, how a file that was written for another form of the class
 * serves it ({@link io.tidemark.columns.event.FileFields}), and how records are written as they. Keeps true that they
 * hold what the log said, by its names in the log. Knows {@code event} of the shared model, {@code head} and {@code write};
 * {@code read} knows it. Read {@link io.tidemark.columns.event.EventColumns} first.
 */
package io.tidemark.columns.event;
