package io.tidemark.serving.http.json;

import io.tidemark.http.json.Json;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
import java.util.List;

/** An answer of any size that is written a row at a time, in whatever form. */
public interface AnswerInPieces<T> extends AnswerSink<T> {
    /**
     * All rows were written.
     *
     * @param leftOut windows that could not be put together
     * @param more what is told, in a form that has room for it, beside the rows and their freshness
     */
    void end(Proof proof, List<LeftOutWindow> leftOut, Json.Document more);
}
