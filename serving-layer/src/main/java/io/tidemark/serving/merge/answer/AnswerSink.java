package io.tidemark.serving.merge.answer;

/**
 * What takes an answer as it is made: its proof, then its rows, however many there are. What it throws ends the answer.
 *
 * @param <T> a row, or a group
 */
public interface AnswerSink<T> {
    /** Before the first row; once more where an answer is begun anew. */
    void begin(Proof proof);

    void take(T row);

    /** Whether the answer can no longer be begun anew, since somebody has seen some of it. */
    boolean isSeen();
}
