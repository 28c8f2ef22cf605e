/**
 * What an answer should have been: the log read back by offsets with a plain consumer, folded plainly below the answer's
 * {@code asOf}. Knows of the system only its topics and its HTTP API. Read {@link io.tidemark.it.oracle.Examiner} first.
 */
package io.tidemark.it.oracle;
