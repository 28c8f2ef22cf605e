/**
 * The batch views' rows, found by group and tile. It is an index only: whatever is lost here is loaded again from the view
 * files. A file's rows are visible only through an {@link io.tidemark.serving.index.IndexedView} that names it, so that
 * loading and dropping disturb no reader. {@code rocks} is the index that nodes have, {@code memory} one for tests; what
 * both keep to is here. Knows nothing of HTTP, manifests' succession or the realtime view. Read
 * {@link io.tidemark.serving.index.BatchIndex} first.
 */
package io.tidemark.serving.index;
