package io.tidemark.http;

import io.tidemark.http.exchange.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.datasketches.hash.MurmurHash3;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Entity tags (RFC 9110, 8.8.3): 128 bits of hash over the bytes of an answer that tell anything but the hour, and over what
 * its headers tell, which is all that a table does not hold. They are weak, since the hour is in the answer too, and since one tag stands for it compressed and not.
 */
final class Tags {
    private static final long SEED = 0;
    private static final String ANY = "*";
    /** Without the sign that it is weak. */
    private static final Pattern TAG = Pattern.compile("\"[^\"]*\"");

    private Tags() {}

    static String of(Reply reply) {
        byte[] told =
                reply.lasting() == reply.body().length ? reply.body() : Arrays.copyOf(reply.body(), reply.lasting());
        long[] hash = MurmurHash3.hash(told, seed(reply.headers()));
        return "W/\"" + Long.toHexString(hash[0]) + '-' + Long.toHexString(hash[1]) + '"';
    }

    private static long seed(Map<String, String> headers) {
        return headers.isEmpty()
                ? SEED
                : MurmurHash3.hash(new TreeMap<>(headers).toString().getBytes(StandardCharsets.UTF_8), SEED)[0];
    }

    /** Whether who asks has the answer of this tag already. Compared weakly, as this header is. */
    static boolean isKnown(HttpFields asked, String tag) {
        for (String known : asked.getValuesList(HttpHeader.IF_NONE_MATCH)) {
            if (known.strip().equals(ANY)) {
                return true;
            }
            Matcher one = TAG.matcher(known);
            while (one.find()) {
                if (tag.endsWith(one.group())) {
                    return true;
                }
            }
        }
        return false;
    }
}
