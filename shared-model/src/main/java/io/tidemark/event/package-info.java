/**
 * What an event is made of: the components of a record class, the values that the log gives them, and what a format has to
 * do to get from the one to the other. Knows {@code event.value} and nothing of formats or definitions: {@code event.json}
 * and {@code event.csv} are two formats like any other, {@code event.check} refuses what cannot be stored. Read {@link
 * io.tidemark.event.EventFormat} first; who calls it is {@code stream.StreamDecoder}.
 */
package io.tidemark.event;
