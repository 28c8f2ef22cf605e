/**
 * Runs: what to fold, onto what, and where the tidemark goes. Keeps true that a run's view answers exactly the records
 * below its tidemark, and that it is published only on the base it was made from. Knows {@code archive}, {@code engine},
 * {@code publish}. Read {@link io.tidemark.batch.run.Run} first.
 */
package io.tidemark.batch.run;
