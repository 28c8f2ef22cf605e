/**
 * Values and instants as JSON, straight into bytes. Knows nothing of what is answered. Read
 * {@link io.tidemark.http.json.Json} first.
 */
package io.tidemark.http.json;
