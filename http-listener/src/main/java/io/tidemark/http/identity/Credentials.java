package io.tidemark.http.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a request's {@code Authorization} header says. Never printed. */
public sealed interface Credentials {
    /** A token or a JWT. */
    record Bearer(String token) implements Credentials {
        @Override
        public String toString() {
            return "a bearer token";
        }
    }

    /** A user's password. */
    record Basic(String user, String password) implements Credentials {
        @Override
        public String toString() {
            return "a password";
        }
    }

    /** Of a header; empty if it cannot be read. */
    static Optional<Credentials> of(String authorization) {
        int blank = authorization.indexOf(' ');
        if (blank < 0) {
            return Optional.empty();
        }
        String scheme = authorization.substring(0, blank);
        String rest = authorization.substring(blank + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer") && !rest.isEmpty()) {
            return Optional.of(new Bearer(rest));
        }
        return scheme.equalsIgnoreCase("Basic") ? basic(rest) : Optional.empty();
    }

    private static Optional<Credentials> basic(String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(new Basic(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
