/**
 * Single values apart from any record: which of them fit into a file, a state and a key, and how they are read from text and
 * written as text. Both layers and the archive take them from here, so that none is rounded or refused in one place alone.
 * Knows nothing of Tidemark. Read {@link io.tidemark.event.value.Storable} first.
 */
package io.tidemark.event.value;
