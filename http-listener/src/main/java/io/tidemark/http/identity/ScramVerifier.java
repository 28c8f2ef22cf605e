package io.tidemark.http.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SCRAM-SHA-256 (RFC 5803, RFC 7677) in the form in which Postgres keeps it in {@code pg_authid}:
 * {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, all three in base64. Whoever has it can check a password, and
 * a client of SCRAM can prove that it has the password without sending it.
 */
record ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) implements Verifier {
    static final String NAME = "SCRAM-SHA-256";
    static final String FORM = NAME + "\\$\\d{1,9}:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+";
    private static final Pattern PARTS =
            Pattern.compile(NAME + "\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    private static final int LEAST_ITERATIONS = 4_096;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BYTES = 32;

    /** RFC 3454, table B.1: what is mapped to nothing. */
    private static final Pattern NOTHING =
            Pattern.compile("[\\u00AD\\u034F\\u1806\\u180B-\\u180D\\u200B-\\u200D\\u2060\\uFE00-\\uFE0F\\uFEFF]");
    /** Table C.1.2: blanks that are not the blank. */
    private static final Pattern BLANK = Pattern.compile("[\\u00A0\\u1680\\u2000-\\u200B\\u202F\\u205F\\u3000]");

    static ScramVerifier parse(String text) {
        Matcher matcher = PARTS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
        }
        int iterations = Integer.parseInt(matcher.group(1));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException("has " + iterations + " iterations, and " + LEAST_ITERATIONS + " to "
                    + MOST_ITERATIONS + " are allowed");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] storedKey = base64.decode(matcher.group(3));
        byte[] serverKey = base64.decode(matcher.group(4));
        if (storedKey.length != DIGEST_BYTES || serverKey.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("has a key that is not of " + DIGEST_BYTES + " bytes");
        }
        return new ScramVerifier(iterations, base64.decode(matcher.group(2)), storedKey, serverKey);
    }

    /** A verifier of a password, with a salt of its own. */
    static ScramVerifier of(String password, int iterations, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return of(password, iterations, salt);
    }

    static ScramVerifier of(String password, int iterations, byte[] salt) {
        byte[] salted = salted(password, iterations, salt);
        return new ScramVerifier(iterations, salt, Sha256.of(hmac(salted, "Client Key")), hmac(salted, "Server Key"));
    }

    @Override
    public boolean verifies(String password) {
        // No key can be made of the empty password, and nobody has it.
        return !password.isEmpty()
                && MessageDigest.isEqual(storedKey, Sha256.of(hmac(salted(password, iterations, salt), "Client Key")));
    }

    /** As a password file, or Postgres, has it. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return NAME + "$" + iterations + ":" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey)
                + ":" + base64.encodeToString(serverKey);
    }

    private static byte[] salted(String password, int iterations, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(prepared(password).toCharArray(), salt, iterations, DIGEST_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** SASLprep (RFC 4013), as Postgres does it: what it would refuse is taken as it is. */
    private static String prepared(String password) {
        if (password.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            return password;
        }
        String mapped = NOTHING.matcher(BLANK.matcher(password).replaceAll(" ")).replaceAll("");
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        boolean isAllowed = !normal.isEmpty() && normal.codePoints().allMatch(ScramVerifier::isAllowed);
        return isAllowed ? normal : password;
    }

    private static boolean isAllowed(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.PRIVATE_USE
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.FORMAT;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramVerifier o
                && iterations == o.iterations
                && Arrays.equals(salt, o.salt)
                && MessageDigest.isEqual(storedKey, o.storedKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(salt);
    }

    @Override
    public String toString() {
        return NAME;
    }
}
