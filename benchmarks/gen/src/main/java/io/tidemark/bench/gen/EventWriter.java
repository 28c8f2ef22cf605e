package io.tidemark.bench.gen;

import io.tidemark.bench.measure.Ads;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws the ad events of the Yahoo Streaming Benchmark, the same ones for the same seed. */
final class EventWriter {
    static final String[] AD_TYPES = {"banner", "modal", "sponsored-search", "mail", "mobile"};
    static final String[] EVENT_TYPES = {"view", "click", "purchase"};
    private static final int USERS = 100_000;
    private static final int PAGES = 1_000;

    private final SplittableRandom random;
    private final byte[][] users = ids(USERS, 2_000_000_000L);
    private final byte[][] pages = ids(PAGES, 3_000_000_000L);
    private final byte[][] ads;
    private final int adsPerCampaign;
    private final double[] zipf;
    private final byte[] buffer = new byte[512];
    private int length;

    int user;
    int page;
    int ad;
    int adType;
    int eventType;
    long time;
    int ip;

    /** A {@code skew} of 0 draws the ads uniformly, any other is the exponent of a Zipf law. */
    EventWriter(long seed, int campaigns, int adsPerCampaign, double skew) {
        this.random = new SplittableRandom(seed);
        this.adsPerCampaign = adsPerCampaign;
        this.ads = ids(campaigns * adsPerCampaign, 0);
        this.zipf = skew == 0 ? null : zipf(ads.length, skew);
    }

    void draw(long eventTime) {
        user = random.nextInt(USERS);
        page = random.nextInt(PAGES);
        ad = zipf == null ? random.nextInt(ads.length) : drawZipf();
        adType = random.nextInt(AD_TYPES.length);
        eventType = random.nextInt(EVENT_TYPES.length);
        ip = random.nextInt(1 << 16);
        time = eventTime;
    }

    boolean isView() {
        return eventType == 0;
    }

    int campaign() {
        return ad / adsPerCampaign;
    }

    String userId() {
        return new String(users[user], StandardCharsets.US_ASCII);
    }

    String pageId() {
        return new String(pages[page], StandardCharsets.US_ASCII);
    }

    String adId() {
        return new String(ads[ad], StandardCharsets.US_ASCII);
    }

    String ipAddress() {
        return "10.1." + (ip >> 8) + "." + (ip & 255);
    }

    byte[] json() {
        return json(ads[ad]);
    }

    byte[] json(byte[] adId) {
        length = 0;
        put("{\"user_id\":\"").put(users[user]);
        put("\",\"page_id\":\"").put(pages[page]);
        put("\",\"ad_id\":\"").put(adId);
        put("\",\"ad_type\":\"").put(AD_TYPES[adType]);
        put("\",\"event_type\":\"").put(EVENT_TYPES[eventType]);
        put("\",\"event_time\":").put(Long.toString(time));
        put(",\"ip_address\":\"").put(ipAddress()).put("\"}");
        return Arrays.copyOf(buffer, length);
    }

    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is right for ASCII
    private EventWriter put(String ascii) {
        ascii.getBytes(0, ascii.length(), buffer, length);
        length += ascii.length();
        return this;
    }

    private EventWriter put(byte[] ascii) {
        System.arraycopy(ascii, 0, buffer, length, ascii.length);
        length += ascii.length;
        return this;
    }

    private int drawZipf() {
        int i = Arrays.binarySearch(zipf, random.nextDouble());
        return i < 0 ? -i - 1 : i;
    }

    private static double[] zipf(int n, double skew) {
        double[] cumulative = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += 1 / Math.pow(i + 1, skew);
            cumulative[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            cumulative[i] /= sum;
        }
        cumulative[n - 1] = 1;
        return cumulative;
    }

    private static byte[][] ids(int n, long first) {
        byte[][] ids = new byte[n][];
        for (int i = 0; i < n; i++) {
            ids[i] = Ads.uuid(first + i).getBytes(StandardCharsets.US_ASCII);
        }
        return ids;
    }
}
