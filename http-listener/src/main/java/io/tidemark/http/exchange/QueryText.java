package io.tidemark.http.exchange;

import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** A query string, as forms write it: {@code a=b&c=d%20e+f}, in UTF-8. What is not written so is refused, not guessed at. */
final class QueryText {
    private final String text;

    private QueryText(String text) {
        this.text = text;
    }

    static void read(String query, BiConsumer<String, String> into) {
        new QueryText(query).read(into);
    }

    private void read(BiConsumer<String, String> into) {
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                into.accept(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
    }

    private String decoded(String part) {
        byte[] bytes = new byte[3 * part.length()];
        int size = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                bytes[size++] = escaped(part, i);
                i += 2;
            } else if (c < 0x80) {
                bytes[size++] = (byte) (c == '+' ? ' ' : c);
            } else {
                byte[] utf8 = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, bytes, size, utf8.length);
                size += utf8.length;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw bad(part, "is not UTF-8");
        }
    }

    private byte escaped(String part, int at) {
        int high = at + 2 < part.length() ? Character.digit(part.charAt(at + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(part.charAt(at + 2), 16);
        if (low < 0) {
            throw bad(part, "has a % that two hexadecimal digits do not follow");
        }
        return (byte) (16 * high + low);
    }

    private static ProblemException bad(String part, String fault) {
        return HttpFault.BAD_ENCODING.at(
                "query string", "\"" + part + "\" " + fault, "encode it as UTF-8 with %XX escapes");
    }
}
