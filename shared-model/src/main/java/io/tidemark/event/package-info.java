/**
 * From the bytes of a record to the components of an event, and to a {@link io.tidemark.event.Quarantined} where that
 * fails. Knows nothing of definitions. Read {@link io.tidemark.event.EventFormat} first; who calls it is
 * {@code stream.StreamDecoder}.
 */
package io.tidemark.event;
