/**
 * The columns of what stands beside a record's value, its key and headers: which a file has, how they are written and read.
 * Files that nobody asked to keep them have none. Knows {@code event.head} of the shared model, and {@code write}. Read
 * {@link io.tidemark.columns.head.HeadColumns} first.
 */
package io.tidemark.columns.head;
