/**
 * A speed node's whole state as a stream of bytes, and back: of one instant, and whole or refused. Knows the store and its
 * layout; nothing of where the bytes are kept. Read {@link io.tidemark.speed.savepoint.StateCopy} first.
 */
package io.tidemark.speed.savepoint;
