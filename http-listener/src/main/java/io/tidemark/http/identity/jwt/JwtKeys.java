package io.tidemark.http.identity.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.http.identity.AccessFileException;
import io.tidemark.http.identity.WatchedFile;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that JWTs are signed with: a JWKS (RFC 7517) in a file or at an address, or a secret of HMAC in a file. Of an
 * address the keys of before count for as long as it does not answer.
 */
public final class JwtKeys {
    private static final long LASTING_MILLIS = 300_000;
    /** A hundred years: it is added to the time of day. */
    private static final long FOR_EVER_MILLIS = 3_155_760_000_000L;

    private static final long REFRESH_MILLIS = 15_000;
    private static final int ANSWER_MILLIS = 5_000;
    private static final int MOST_BYTES = 1 << 20;
    /** RFC 7518, 3.2: as many as the digest has. */
    private static final int LEAST_SECRET_BYTES = 32;

    private final Function<JWSAlgorithm, JWSKeySelector<SecurityContext>> selector;
    private final LongSupplier generation;
    private final Runnable refresh;
    private final BooleanSupplier known;

    private JwtKeys(
            Function<JWSAlgorithm, JWSKeySelector<SecurityContext>> selector,
            LongSupplier generation,
            Runnable refresh,
            BooleanSupplier known) {
        this.selector = selector;
        this.known = known;
        this.generation = generation;
        this.refresh = refresh;
    }

    /**
     * A JWKS in a file.
     *
     * @throws AccessFileException if it cannot be used
     */
    public static JwtKeys ofFile(Path file, Faults faults) {
        WatchedFile<JWKSource<SecurityContext>> keys = new WatchedFile<>(file, JwtKeys::jwks, faults);
        return new JwtKeys(
                algorithm -> new JWSVerificationKeySelector<>(algorithm, keys.value()),
                keys::generation,
                keys::look,
                () -> true);
    }

    /**
     * HMAC's secret in a file: its text, without blanks around it.
     *
     * @throws AccessFileException if it cannot be used
     */
    public static JwtKeys ofSecret(Path file, Faults faults) {
        WatchedFile<SecretKey> secret = new WatchedFile<>(file, JwtKeys::secret, faults);
        // Whatever key a token names: there is one.
        return new JwtKeys(
                algorithm -> new SingleKeyJWSKeySelector<>(algorithm, secret.value()),
                secret::generation,
                secret::look,
                () -> true);
    }

    /** A JWKS at an address; asked for when it is first needed, again before its time is over and when a key is not in it. */
    public static JwtKeys at(URI address, Faults faults) {
        try {
            FaultSource told = faults.source();
            String place = "keys for JWTs at " + address;
            AtomicBoolean known = new AtomicBoolean();
            JWKSource<SecurityContext> source = JWKSourceBuilder.create(
                            address.toURL(), new DefaultResourceRetriever(ANSWER_MILLIS, ANSWER_MILLIS, MOST_BYTES))
                    .cache(LASTING_MILLIS, REFRESH_MILLIS, event -> {
                        if (event instanceof CachingJWKSetSource.RefreshCompletedEvent) {
                            known.set(true);
                            told.clear(place);
                        }
                    })
                    .outageTolerant(
                            FOR_EVER_MILLIS,
                            event -> told.raise(new Fault(
                                    "TM-ACC-002",
                                    place,
                                    "cannot be had" + why(event) + "; those of before count",
                                    "see that the address answers")))
                    .build();
            return new JwtKeys(
                    algorithm -> new JWSVerificationKeySelector<>(algorithm, source),
                    () -> 0,
                    () -> look(source, told, place),
                    known::get);
        } catch (MalformedURLException e) {
            throw new AccessFileException("keys for JWTs at " + address, "is no address", "name one with https://", e);
        }
    }

    private static String why(Object event) {
        return event instanceof OutageTolerantJWKSetSource.OutageEvent<?> outage
                ? ": " + Reason.of(outage.getException())
                : "";
    }

    /** Asks for the keys if their time is over, so that no request waits for them, and their absence is seen. */
    private static void look(JWKSource<SecurityContext> source, FaultSource told, String place) {
        try {
            source.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
        } catch (RateLimitReachedException notAskedAgainYet) {
            // What was said when it was asked still is so.
        } catch (KeySourceException e) {
            told.raise(
                    new Fault("TM-ACC-002", place, "cannot be had: " + Reason.of(e), "see that the address answers"));
        }
    }

    private static JWKSource<SecurityContext> jwks(String text, String place) {
        try {
            JWKSet keys = JWKSet.parse(text).toPublicJWKSet();
            if (keys.isEmpty()) {
                throw new AccessFileException(place, "has no public key", "write a JWKS (RFC 7517)");
            }
            return new ImmutableJWKSet<>(keys);
        } catch (ParseException e) {
            throw new AccessFileException(place, "is no JWKS", "write one as RFC 7517 has it");
        }
    }

    private static SecretKey secret(String text, String place) {
        byte[] secret = text.strip().getBytes(StandardCharsets.UTF_8);
        if (secret.length < LEAST_SECRET_BYTES) {
            throw new AccessFileException(
                    place, "has fewer than " + LEAST_SECRET_BYTES + " bytes", "write a longer secret, a random one");
        }
        return new SecretKeySpec(secret, "HMAC");
    }

    /** Which key a token that is signed with an algorithm is checked with. */
    JWSKeySelector<SecurityContext> selector(JWSAlgorithm algorithm) {
        return selector.apply(algorithm);
    }

    /** Whether they could be had, at any time. */
    boolean areKnown() {
        return known.getAsBoolean();
    }

    long generation() {
        return generation.getAsLong();
    }

    void refresh() {
        refresh.run();
    }
}
