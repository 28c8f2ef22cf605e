package io.tidemark.seam;

import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;

/** A scan that is another one, but for what it does otherwise. */
public interface ForwardingScan extends RealtimeScan {
    /** The other one. */
    RealtimeScan scan();

    @Override
    default Coverage coverage() {
        return scan().coverage();
    }

    @Override
    default boolean next() {
        return scan().next();
    }

    @Override
    default GroupKey group() {
        return scan().group();
    }

    @Override
    default long tileMillis() {
        return scan().tileMillis();
    }

    @Override
    default ByteReader accumulators() {
        return scan().accumulators();
    }

    @Override
    default void close() {
        scan().close();
    }
}
