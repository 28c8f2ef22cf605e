package io.tidemark.seam;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rows of the realtime view, with the proof of what they cover.
 *
 * @param rows merged over all partitions that {@code coverage} calls covered, and owned by the receiver
 * @param through the last group of which all rows are here, if there may be groups behind it that were asked for as well;
 *     some rows of those may be here. Empty: there are none
 */
public record RealtimeAnswer(Coverage coverage, TileTable rows, Optional<GroupKey> through) {
    /** An answer that has all that was asked for. */
    public RealtimeAnswer(Coverage coverage, TileTable rows) {
        this(coverage, rows, Optional.empty());
    }

    /** It has more rows than are given in one piece. Carries no stack trace: nothing is wrong. */
    public static final class TooLargeException extends RuntimeException {
        @SuppressWarnings("StaticAssignmentOfThrowable") // It has no stack trace to be wrong.
        public static final TooLargeException INSTANCE = new TooLargeException();

        private TooLargeException() {
            super("it has too many rows to be given in one piece", null, false, false);
        }
    }

    /** How far the rows of several answers together reach. */
    public static Optional<GroupKey> nearest(Optional<GroupKey> one, Optional<GroupKey> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }
}
