/**
 * From the bytes of a record to an event, or to a {@link io.tidemark.event.Quarantined}. What is decided here is decided
 * for every layer. Read {@link io.tidemark.event.StreamDecoder} first.
 */
package io.tidemark.event;
