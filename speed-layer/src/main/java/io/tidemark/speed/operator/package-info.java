/**
 * What operators remember in the realtime view. Keeps true that it is stored in the same write as the position that it belongs
 * to (invariant 3), takes bounded memory, and is forgotten when it is of no use. Imports shared-model and {@code store}. Read
 * {@link io.tidemark.speed.operator.StoredMemory} first.
 */
package io.tidemark.speed.operator;
