package io.tidemark.http.identity;

import io.tidemark.fault.Faults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * API tokens, of a file with lines {@code name:SHA-256 of the token in hex[:roles]}. A token is random and long, so a plain
 * digest of it gives nothing away; what is compared are digests, of which nobody can choose a beginning.
 */
public final class Tokens implements Authenticator {
    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F]{64})(?::(.*))?");
    private static final String MEND = "make the line with `tidemark token NAME`";
    private static final int TOKEN_BYTES = 32;

    private final WatchedFile<Map<String, Principal>> file;

    /** @throws AccessFileException if the file cannot be used */
    public Tokens(Path file, Faults faults) {
        this.file = new WatchedFile<>(file, Tokens::read, faults);
    }

    private static Map<String, Principal> read(String text, String place) {
        Map<String, Principal> byDigest = new HashMap<>();
        SecretLines.read(text, place, FORM, digest -> digest.toLowerCase(Locale.ROOT), MEND)
                .forEach((name, line) -> {
                    if (byDigest.put(line.secret(), new Principal(name, line.roles())) != null) {
                        throw new AccessFileException(
                                place, "\"" + name + "\" has the same token as another", "make another token");
                    }
                });
        return byDigest;
    }

    /** A new token. */
    public static String make(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return "tm_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What a file has in place of a token. */
    public static String digest(String token) {
        return HexFormat.of().formatHex(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean takes(Credentials credentials) {
        return credentials instanceof Credentials.Bearer;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public Verdict verify(Credentials credentials) {
        Principal principal = file.value().get(digest(((Credentials.Bearer) credentials).token()));
        return principal == null
                ? new Refused("the token is not known")
                : new Recognised(principal, Instant.MAX, Instant.MAX);
    }

    @Override
    public long generation() {
        return file.generation();
    }

    @Override
    public void refresh() {
        file.look();
    }
}
