package io.tidemark.launcher.demo;

/**
 * How far a demo is, in flights.
 *
 * @param total how many there are
 * @param sent how many were handed to Kafka
 * @param folded how many are in every realtime view
 * @param covered how many lie left of every tidemark: batch answers for them
 */
public record DemoProgress(long total, long sent, long folded, long covered) {
    public boolean isAllCovered() {
        return sent == total && folded >= total && covered == total;
    }

    /** In a line, for people. */
    public String line() {
        return String.format(
                "flights sent %,d of %,d | realtime %,d | batch %,d | lag %,d",
                sent, total, folded, covered, Math.max(0, sent - folded));
    }
}
