package io.tidemark.http.identity;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.tidemark.fault.Faults;
import io.tidemark.http.identity.SecretLines.Line;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Users and their passwords, of a file with lines {@code name:verifier[:roles]}; a verifier is bcrypt's or SCRAM-SHA-256's.
 * A name that is not known takes as long as one that is.
 */
public final class Passwords implements Authenticator {
    private static final Pattern FORM =
            Pattern.compile("(" + Verifier.Bcrypt.FORM + "|" + ScramVerifier.FORM + ")(?::(.*))?");
    private static final String MEND = "make the line with `tidemark password NAME`";
    private static final int BCRYPT_COST = 12;
    /** OWASP's for PBKDF2-HMAC-SHA256 is 600,000; libpq refuses none of these. */
    private static final int SCRAM_ITERATIONS = 100_000;

    private final WatchedFile<Known> file;
    private final Duration lasting;
    private final Clock clock;

    /** @param decoys what a name that is not there is looked at with; as many of each kind as there are users of it */
    private record Known(Map<String, Line<Verifier>> users, List<Verifier> decoys) {}

    /**
     * @param lasting for how long a password that was found right is taken for right
     * @throws AccessFileException if the file cannot be used
     */
    public Passwords(Path file, Duration lasting, Clock clock, Faults faults) {
        this.file = new WatchedFile<>(file, Passwords::read, faults);
        this.lasting = lasting;
        this.clock = clock;
    }

    private static Known read(String text, String place) {
        Map<String, Line<Verifier>> users = new TreeMap<>(SecretLines.read(text, place, FORM, Verifier::parse, MEND));
        return new Known(users, users.values().stream().map(Line::secret).toList());
    }

    /** A verifier in Postgres's form. */
    public static String scram(String password, SecureRandom random) {
        return ScramVerifier.of(password, SCRAM_ITERATIONS, random).text();
    }

    /**
     * A verifier in {@code htpasswd}'s form.
     *
     * @throws IllegalArgumentException if the password is longer than bcrypt looks at
     */
    public static String bcrypt(String password, SecureRandom random) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Verifier.Bcrypt.LONGEST_BYTES) {
            throw new IllegalArgumentException(
                    "is longer than the " + Verifier.Bcrypt.LONGEST_BYTES + " bytes that bcrypt looks at");
        }
        return new String(
                BCrypt.with(BCrypt.Version.VERSION_2Y, random, LongPasswordStrategies.strict(BCrypt.Version.VERSION_2Y))
                        .hash(BCRYPT_COST, bytes),
                StandardCharsets.US_ASCII);
    }

    @Override
    public boolean takes(Credentials credentials) {
        return credentials instanceof Credentials.Basic;
    }

    @Override
    public boolean takesLong() {
        return true;
    }

    @Override
    public Verdict verify(Credentials credentials) {
        Credentials.Basic basic = (Credentials.Basic) credentials;
        Known known = file.value();
        Line<Verifier> user = known.users().get(basic.user());
        boolean isRight = verifier(known, basic.user(), user).verifies(basic.password());
        return isRight && user != null
                ? new Recognised(
                        new Principal(basic.user(), user.roles()),
                        clock.instant().plus(lasting),
                        Instant.MAX)
                : new Refused("the user or the password is wrong");
    }

    /** Who is not known gets somebody's verifier, always the same, so that the time it takes tells nothing. */
    private static Verifier verifier(Known known, String name, Line<Verifier> user) {
        if (user != null) {
            return user.secret();
        }
        List<Verifier> decoys = known.decoys();
        return decoys.isEmpty() ? NOBODY : decoys.get(Math.floorMod(name.hashCode(), decoys.size()));
    }

    private static final Verifier NOBODY = ScramVerifier.of("nobody", SCRAM_ITERATIONS, new byte[16]);

    @Override
    public long generation() {
        return file.generation();
    }

    @Override
    public void refresh() {
        file.look();
    }
}
