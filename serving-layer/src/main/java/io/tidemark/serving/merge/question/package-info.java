/**
 * What is asked of one aggregation: groups, windows, metrics, and which rows of the answer. Values that cannot be built
 * wrong by who has read the definition. Read {@link io.tidemark.serving.merge.question.Question} first.
 */
package io.tidemark.serving.merge.question;
