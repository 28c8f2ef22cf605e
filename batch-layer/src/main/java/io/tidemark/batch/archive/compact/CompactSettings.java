package io.tidemark.batch.archive.compact;

import java.time.Duration;

/**
 * When archive files are small, and how long they are joined.
 *
 * @param fileBytes about how large a joined file becomes; files are joined while at least {@value SmallFiles#FEWEST} of them
 *     make one
 * @param time at most so long is worked after each run
 */
public record CompactSettings(long fileBytes, Duration time) {
    public CompactSettings {
        if (fileBytes <= 0 || time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    "compaction: files of " + fileBytes + " bytes, for " + time + "; both must be positive");
        }
    }
}
