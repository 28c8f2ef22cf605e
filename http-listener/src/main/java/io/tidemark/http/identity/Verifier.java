package io.tidemark.http.identity;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;

/** What a password can be checked with, and not be had from. Slow by design. */
sealed interface Verifier permits Verifier.Bcrypt, ScramVerifier {
    /** Whether this is the password. */
    boolean verifies(String password);

    /** Reads either form; an {@link IllegalArgumentException} says what is wrong, without the text. */
    static Verifier parse(String text) {
        return text.startsWith(ScramVerifier.NAME) ? ScramVerifier.parse(text) : Bcrypt.parse(text);
    }

    /** As {@code htpasswd -B} makes it: {@code $2y$10$} with salt and digest. */
    record Bcrypt(String text) implements Verifier {
        static final String FORM = "\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}";
        /** Below, a stolen file is tried out too fast. */
        static final int LEAST_COST = 10;
        /** Above, one sign-in takes a minute and more. */
        static final int MOST_COST = 18;
        /** How much of a password counts for bcrypt. */
        static final int LONGEST_BYTES = 72;

        private static Bcrypt parse(String text) {
            if (!text.matches(FORM)) {
                throw new IllegalArgumentException("is no verifier of bcrypt or SCRAM-SHA-256");
            }
            int cost = Integer.parseInt(text.substring(4, 6));
            if (cost < LEAST_COST || cost > MOST_COST) {
                throw new IllegalArgumentException(
                        "bcrypt's cost is " + cost + ", and " + LEAST_COST + " to " + MOST_COST + " are allowed");
            }
            return new Bcrypt(text);
        }

        @Override
        public boolean verifies(String password) {
            // As every other bcrypt does: what goes beyond 72 bytes does not count.
            return BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
                    .verify(password.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.US_ASCII))
                    .verified;
        }

        @Override
        public String toString() {
            return "bcrypt";
        }
    }
}
