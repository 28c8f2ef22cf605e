/**
 * When runs run. Everything it knows is in files below the root, {@code control/} and {@code runs/}, so that any process
 * can ask and steer, and a restart goes on where the last process ended. Knows {@code run}, {@code publish},
 * {@code archive}. Read {@link io.tidemark.batch.schedule.Scheduler} first.
 */
package io.tidemark.batch.schedule;
