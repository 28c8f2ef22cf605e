/**
 * The batch view's files in RocksDB, so that a group and a range of tiles are found with one seek per file, or in
 * memory if they were asked for lately. It is an index only: whatever is lost here is loaded again from the view files.
 * A file's rows are visible only through an {@link io.tidemark.serving.index.IndexedView} that names it, so that loading
 * and dropping disturb no reader. Knows nothing of HTTP, manifests' succession or the realtime view. Read {@link io.tidemark.serving.index.BatchIndex} first.
 */
package io.tidemark.serving.index;
