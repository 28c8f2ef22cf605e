/**
 * What the API writes: answers with their proof, explanations, values and instants, straight into bytes. Guarded by the
 * serving workloads {@code point} and {@code range24}. Knows what the merge answers; nothing of requests. Read
 * {@link io.tidemark.serving.http.json.AnswerJson} first.
 */
package io.tidemark.serving.http.json;
