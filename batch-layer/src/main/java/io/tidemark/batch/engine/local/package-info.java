/**
 * The engine that works in threads of this process. Keeps true that how the work is divided depends on the files and the
 * rows alone, so that views are the same however many cores there are, and that a pass which fails leaves nothing but
 * files that no manifest names. Knows {@code engine}, its {@code fold} and {@code merge}, {@code view} and {@code storage}.
 * Read {@link io.tidemark.batch.engine.local.LocalEngine} first.
 */
package io.tidemark.batch.engine.local;
