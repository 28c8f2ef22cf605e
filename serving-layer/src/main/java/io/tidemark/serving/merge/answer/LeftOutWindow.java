package io.tidemark.serving.merge.answer;

import io.tidemark.time.TimeRange;

/**
 * A window that has data and no row, since it cannot be put together from tiles; the question's other windows have theirs.
 *
 * @param reason with the mend
 */
public record LeftOutWindow(TimeRange span, String reason) {}
