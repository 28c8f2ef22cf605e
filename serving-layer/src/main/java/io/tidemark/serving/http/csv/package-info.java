/**
 * Answers as CSV: the rows as RFC 4180 has them, and of the proof in headers what nobody may do without. Read {@link
 * io.tidemark.serving.http.csv.AnswerCsv} first.
 */
package io.tidemark.serving.http.csv;
