package io.tidemark.serving.flip;

/** Is told of each flip, on the follower's thread. */
@FunctionalInterface
public interface FlipListener {
    void flipped(ServedView from, ServedView to);
}
