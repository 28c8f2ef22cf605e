package io.tidemark.serving.flip;

/** Is told of each flip, on the thread that loaded the view. */
@FunctionalInterface
public interface FlipListener {
    void flipped(ServedView from, ServedView to);
}
