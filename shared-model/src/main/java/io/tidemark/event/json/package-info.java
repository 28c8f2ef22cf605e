/**
 * The format for objects in JSON. {@link io.tidemark.event.json.JsonRecord} reads tokens, and decides what is an event; {@link
 * io.tidemark.event.json.FlatJson} reads most records sooner and leaves every other one to it, so that it may only agree or
 * decline. Knows {@code event}, {@code event.check} and {@code event.value}. Read {@link io.tidemark.event.json.Json} first.
 */
package io.tidemark.event.json;
