package io.tidemark.bench.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The static side of the benchmark's join: which campaign each ad belongs to. */
public final class Ads {
    /** Probe ads, used by the latency runs, are numbered from here. */
    private static final int FIRST_PROBE = 1_000_000_000;

    private Ads() {}

    public static String adId(int ad) {
        return uuid(ad);
    }

    public static String probeAdId(int probe) {
        return uuid(FIRST_PROBE + probe);
    }

    public static String campaign(int campaign) {
        // Ten thousand formatted ones would be a sixth of what a restart takes.
        String digits = Integer.toString(campaign);
        return "c" + "0".repeat(Math.max(0, 7 - digits.length())) + digits;
    }

    public static String probeCampaign(int probe) {
        return "probe" + probe;
    }

    /** Ad id to campaign id. */
    public static Map<String, String> map(int campaigns, int adsPerCampaign) {
        Map<String, String> map = new HashMap<>(campaigns * adsPerCampaign * 2);
        for (int c = 0; c < campaigns; c++) {
            String campaign = campaign(c);
            for (int a = 0; a < adsPerCampaign; a++) {
                map.put(adId(c * adsPerCampaign + a), campaign);
            }
        }
        return map;
    }

    /** As {@link #map}, with {@code probes} further ads that each have a campaign of their own. */
    public static Map<String, String> mapWithProbes(int campaigns, int adsPerCampaign, int probes) {
        Map<String, String> map = map(campaigns, adsPerCampaign);
        for (int p = 0; p < probes; p++) {
            map.put(probeAdId(p), probeCampaign(p));
        }
        return map;
    }

    /** A UUID-shaped id that depends on {@code n} alone. */
    public static String uuid(long n) {
        return new UUID(mix(2 * n + 1), mix(2 * n + 2)).toString();
    }

    private static long mix(long z) {
        z = (z + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
