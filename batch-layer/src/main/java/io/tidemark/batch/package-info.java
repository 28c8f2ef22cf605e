/**
 * The batch layer: what was archived, folded into views that overwrite what the realtime view said. Read
 * {@link io.tidemark.batch.BatchNode} first, which puts it together.
 */
package io.tidemark.batch;
