package io.tidemark.serving.http.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.serving.merge.question.Page.Place;
import java.util.Base64;

/**
 * Where the next page begins, as callers see it: opaque, and of one query alone.
 *
 * <pre>
 * | hash of the query, 4 bytes | group, length and bytes | start of the window, 8 bytes |   in base64url
 * </pre>
 */
final class CursorText {
    private CursorText() {}

    /**
     * @param query what the cursor belongs to
     */
    static String write(Place place, String query) {
        ByteWriter out = new ByteWriter();
        out.writeInt(query.hashCode());
        out.writeBytes(place.group().bytes());
        out.writeLong(place.firstMillis());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes());
    }

    static Place read(String text, String query) {
        try {
            ByteReader in = new ByteReader(Base64.getUrlDecoder().decode(text));
            int hash = in.readInt();
            Place place = new Place(GroupKey.of(in.readBytes()), in.readLong());
            if (hash == query.hashCode() && in.remaining() == 0) {
                return place;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            // Refused below, like a cursor of another query.
        }
        throw HttpFault.BAD_CURSOR.at(
                "parameter \"cursor\"",
                "\"" + text + "\" is not a cursor of this query",
                "repeat the query with the \"next\" of its last page, changing nothing but the limit");
    }
}
