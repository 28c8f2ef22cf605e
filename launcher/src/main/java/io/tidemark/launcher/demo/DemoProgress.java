package io.tidemark.launcher.demo;

import java.util.Locale;

/**
 * How far a demo is, in flights.
 *
 * @param total how many there are
 * @param sent how many were handed to Kafka
 * @param folded how many are in every realtime view, or left of its tidemark
 * @param covered how many lie left of every tidemark: batch answers for them
 */
public record DemoProgress(long total, long sent, long folded, long covered) {
    public boolean isAllFolded() {
        return sent == total && folded >= total;
    }

    public boolean isAllCovered() {
        return isAllFolded() && covered == total;
    }

    /** In a line, for people. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "sent %,d of %,d flights | answered %,d | overwritten by batch %,d | lag %,d",
                sent,
                total,
                folded,
                covered,
                Math.max(0, sent - folded));
    }
}
