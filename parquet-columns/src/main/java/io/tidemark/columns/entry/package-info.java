/**
 * The files of what an operator remembers: their columns, how they are written and read. Knows {@code event} for the writer,
 * {@code read} and {@code write}. Read {@link io.tidemark.columns.entry.EntryColumns} first.
 */
package io.tidemark.columns.entry;
