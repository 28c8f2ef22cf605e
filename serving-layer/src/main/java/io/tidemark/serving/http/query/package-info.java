/**
 * Questions about the model and its aggregations: what a caller wrote becomes a question of the merge, or a problem that
 * names the parameter. Knows nothing of how the node is run. Read
 * {@link io.tidemark.serving.http.query.QuestionReader} first.
 */
package io.tidemark.serving.http.query;
