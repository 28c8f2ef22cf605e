package io.tidemark.serving.merge.answer;

import io.tidemark.serving.merge.question.Page;
import java.util.List;
import java.util.Optional;

/**
 * An answer with its proof.
 *
 * @param rows groups and windows that have data; one that is absent has none
 * @param leftOut the earliest windows of these groups that have data and cannot be answered
 * @param next where the next page begins, if there is more
 */
public record MergedAnswer(
        Proof proof, List<AnswerRow> rows, List<LeftOutWindow> leftOut, Optional<Page.Place> next, RowsRead read) {
    /** The same rows, with what is told of them in its place. */
    public MergedAnswer with(Proof told) {
        return new MergedAnswer(told, rows, leftOut, next, read);
    }
}
