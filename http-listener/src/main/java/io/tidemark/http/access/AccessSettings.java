package io.tidemark.http.access;

import io.tidemark.fault.Faults;
import io.tidemark.http.identity.Authentication;
import io.tidemark.http.identity.Authenticator;
import io.tidemark.http.identity.Passwords;
import io.tidemark.http.identity.Tokens;
import io.tidemark.http.identity.WatchedFile;
import io.tidemark.http.identity.jwt.JwtKeys;
import io.tidemark.http.identity.jwt.Jwts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask a node.
 *
 * @param ways to be recognised, of which the first counts that does; none: anybody may everything
 * @param rules where it is written who may what; empty: a principal's roles are its rights
 * @param limits how much each may
 * @param audit the directory where it is written down who asked what; empty: nowhere
 */
public record AccessSettings(List<Way> ways, Optional<Path> rules, AskerLimits limits, Optional<Path> audit) {
    public static final AccessSettings ANYBODY = new AccessSettings(List.of(), Optional.empty());

    /** Without limits, and with nothing written down. */
    public AccessSettings(List<Way> ways, Optional<Path> rules) {
        this(ways, rules, AskerLimits.NONE, Optional.empty());
    }

    /** A way to be recognised. */
    public sealed interface Way {
        /** By a token of a file. */
        record ByToken(Path file) implements Way {}

        /**
         * By a password.
         *
         * @param lasting for how long one that was right is taken for right
         */
        record ByPassword(Path file, Duration lasting) implements Way {}

        /**
         * By a JWT.
         *
         * @param keys a JWKS, by file or address
         * @param hmac a file with HMAC's secret
         */
        record ByJwt(Jwts.Expected expected, Optional<URI> keys, Optional<Path> hmac) implements Way {}
    }

    public AccessSettings {
        ways = List.copyOf(ways);
    }

    /** Whether nobody has to say who they are. */
    public boolean isOpen() {
        return ways.isEmpty();
    }

    /**
     * Who lets in whoever may.
     *
     * @param aggregations all that there are
     * @throws io.tidemark.http.identity.AccessFileException if a file cannot be used, or rules name what is not there
     */
    public Doorkeeper doorkeeper(List<Guarded> aggregations, Clock clock, Faults faults) {
        if (isOpen()) {
            return Doorkeeper.open().within(limits);
        }
        List<Authenticator> chain = new ArrayList<>();
        ways.forEach(way -> chain.add(authenticator(way, clock, faults)));
        return Doorkeeper.of(
                        new Authentication(chain, System::nanoTime),
                        rules.map(file -> new WatchedFile<>(
                                file, (text, place) -> RulesText.read(text, place, aggregations), faults)),
                        aggregations.stream().map(Guarded::name).toList(),
                        clock)
                .within(limits);
    }

    private static Authenticator authenticator(Way way, Clock clock, Faults faults) {
        if (way instanceof Way.ByToken token) {
            return new Tokens(token.file(), faults);
        } else if (way instanceof Way.ByPassword password) {
            return new Passwords(password.file(), password.lasting(), clock, faults);
        }
        Way.ByJwt jwt = (Way.ByJwt) way;
        return new Jwts(
                jwt.expected(),
                jwt.keys()
                        .map(uri -> uri.getScheme().equals("file")
                                ? JwtKeys.ofFile(Path.of(uri), faults)
                                : JwtKeys.at(uri, faults)),
                jwt.hmac().map(file -> JwtKeys.ofSecret(file, faults)),
                clock);
    }
}
