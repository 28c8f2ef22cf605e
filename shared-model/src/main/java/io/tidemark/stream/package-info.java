/**
 * A topic with its event class, format and event time, and what is an event of it: decided here for every layer. Knows
 * formats and functions. Read {@link io.tidemark.stream.StreamDecoder} first.
 */
package io.tidemark.stream;
