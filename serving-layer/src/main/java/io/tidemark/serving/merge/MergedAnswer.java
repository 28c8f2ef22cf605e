package io.tidemark.serving.merge;

import io.tidemark.serving.merge.question.Page;
import java.util.List;
import java.util.Optional;

/**
 * An answer with its proof.
 *
 * @param rows groups and windows that have data; one that is absent has none
 * @param next where the next page begins, if there is more
 */
public record MergedAnswer(Proof proof, List<AnswerRow> rows, Optional<Page.Place> next) {}
