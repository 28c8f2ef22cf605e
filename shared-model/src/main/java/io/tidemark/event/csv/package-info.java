/**
 * The format for lines of comma-separated values: a line is cut into fields, and a field is read from its text, whether it
 * comes from the log or from an archive that kept it. Knows {@code event}, {@code event.check} and {@code event.value}. Read
 * {@link io.tidemark.event.csv.Csv} first.
 */
package io.tidemark.event.csv;
