/**
 * When what is scheduled is due: pure functions of an instant. Knows nothing of runs. Read
 * {@link io.tidemark.batch.schedule.times.RunTimes} first.
 */
package io.tidemark.batch.schedule.times;
