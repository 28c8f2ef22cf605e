/**
 * The way on after a stop that only somebody can end: what was kept of a log that is gone is moved aside, so that what is
 * there now can be read from its beginning. Keeps true that nothing is deleted unless it is asked for, and that a reset
 * that was cut short is finished by the next one. Knows {@code publish} and {@code storage}. Read
 * {@link io.tidemark.batch.reset.StorageReset} first.
 */
package io.tidemark.batch.reset;
