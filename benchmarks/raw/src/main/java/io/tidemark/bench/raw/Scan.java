package io.tidemark.bench.raw;

import io.tidemark.bench.measure.Event;
import java.nio.charset.StandardCharsets;

/**
 * Picks the three fields out of the JSON by hand. It knows the generator's output, flat and with
 * neither blanks nor escapes, so it bounds what a parser can reach and is none itself.
 */
final class Scan {
    private Scan() {}

    static Event parse(byte[] json) {
        String adId = null;
        String type = null;
        long time = -1;
        int missing = 3;
        for (int key = 2; missing > 0; ) {
            int keyEnd = find(json, '"', key);
            int value = keyEnd + 2;
            boolean quoted = json[value] == '"';
            if (quoted) {
                value++;
            }
            int end = find(json, quoted ? '"' : ',', value);
            if (is(json, key, keyEnd, "ad_id")) {
                adId = new String(json, value, end - value, StandardCharsets.ISO_8859_1);
                missing--;
            } else if (is(json, key, keyEnd, "event_type")) {
                type = is(json, value, end, Event.VIEW) ? Event.VIEW : "other";
                missing--;
            } else if (is(json, key, keyEnd, "event_time")) {
                time = 0;
                for (int i = value; i < end; i++) {
                    time = time * 10 + json[i] - '0';
                }
                missing--;
            }
            key = end + (quoted ? 3 : 2);
        }
        return new Event(adId, type, time);
    }

    private static int find(byte[] json, int wanted, int from) {
        int i = from;
        while (json[i] != wanted) {
            i++;
        }
        return i;
    }

    private static boolean is(byte[] json, int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (json[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
