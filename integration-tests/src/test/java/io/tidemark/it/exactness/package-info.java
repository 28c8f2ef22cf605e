/**
 * The whole system in one JVM on a real broker: at many moments, while flights and hand-made hard cases come in, an answer
 * taken over HTTP is the plain fold of exactly the records below its {@code asOf}. Read
 * {@link io.tidemark.it.exactness.ExactnessIT} first.
 */
package io.tidemark.it.exactness;
