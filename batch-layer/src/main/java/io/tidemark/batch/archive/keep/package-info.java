/**
 * Keeping a part of the archive. Keeps true that a file goes only after every view has gone past it and no kept manifest names
 * it, and that its name is never free again. Knows {@code archive} and {@code publish}. Read
 * {@link io.tidemark.batch.archive.keep.ArchiveRetention} first.
 */
package io.tidemark.batch.archive.keep;
