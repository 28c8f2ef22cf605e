package io.tidemark.bench.gen;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import java.io.PrintWriter;
import java.util.Arrays;

/** The truth for sessions, from views in the order of their times. */
final class Sessions {
    private static final long NONE = Long.MIN_VALUE;

    private final PrintWriter out;
    private final long[] first;
    private final long[] last;
    private final long[] views;

    Sessions(PrintWriter out, int campaigns) {
        this.out = out;
        first = new long[campaigns];
        last = new long[campaigns];
        views = new long[campaigns];
        Arrays.fill(first, NONE);
    }

    void view(int campaign, long time) {
        if (first[campaign] == NONE || time - last[campaign] > Dataset.SESSION_GAP_MS) {
            end(campaign);
            first[campaign] = time;
            views[campaign] = 0;
        }
        last[campaign] = time;
        views[campaign]++;
    }

    void end() {
        for (int campaign = 0; campaign < first.length; campaign++) {
            end(campaign);
        }
    }

    private void end(int campaign) {
        if (first[campaign] != NONE) {
            out.println(Ads.campaign(campaign) + "\t" + first[campaign] + "\t" + views[campaign]);
        }
    }
}
