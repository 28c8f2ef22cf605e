package io.tidemark.http.identity.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.tidemark.http.identity.Authenticator;
import io.tidemark.http.identity.Credentials;
import io.tidemark.http.identity.Principal;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * JWTs of an issuer whose keys are known (RFC 7519, 8725): signed, for us, not before and not after their time. Which
 * algorithms are taken follows from the keys there are and never from the token alone, and none is no algorithm.
 */
public final class Jwts implements Authenticator {
    private static final int SKEW_SECONDS = 30;
    private static final Duration LOOKED_AT_AGAIN = Duration.ofMinutes(5);
    private static final String OF_NO_KEY = "the JWT is not signed with a key of its issuer's";
    private static final String NO_KEYS = "the keys of the JWT's issuer cannot be had at present";
    /** What the JDK alone can check. */
    private static final Set<JWSAlgorithm> ASYMMETRIC = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final Set<JWSAlgorithm> SYMMETRIC =
            Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);

    private final Expected expected;
    private final Optional<JwtKeys> keys;
    private final Optional<JwtKeys> secret;
    private final Clock clock;

    /**
     * What a JWT must say.
     *
     * @param principal the claim that names the principal
     * @param roles the claim that has the roles, as a list or as words with blanks between; a path such as
     *     {@code realm_access.roles} goes into objects
     */
    public record Expected(String issuer, String audience, String principal, String roles) {}

    /**
     * @param keys for asymmetric algorithms
     * @param secret for HMAC
     */
    public Jwts(Expected expected, Optional<JwtKeys> keys, Optional<JwtKeys> secret, Clock clock) {
        this.expected = expected;
        this.keys = keys;
        this.secret = secret;
        this.clock = clock;
    }

    @Override
    public boolean takes(Credentials credentials) {
        return credentials instanceof Credentials.Bearer bearer
                && bearer.token().chars().filter(c -> c == '.').count() == 2;
    }

    @Override
    public boolean takesLong() {
        return true;
    }

    @Override
    public Verdict verify(Credentials credentials) {
        try {
            SignedJWT jwt = SignedJWT.parse(((Credentials.Bearer) credentials).token());
            JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
            Optional<JwtKeys> fitting = SYMMETRIC.contains(algorithm) ? secret : keys;
            if (fitting.isEmpty() || !(SYMMETRIC.contains(algorithm) || ASYMMETRIC.contains(algorithm))) {
                return new Refused("JWTs signed with " + algorithm + " are not taken");
            }
            return recognised(claims(jwt, algorithm, fitting.get()));
        } catch (ParseException e) {
            return new Refused("the token is no signed JWT");
        } catch (RateLimitReachedException e) {
            // They were asked for a moment ago: if they came, there was no such key.
            return new Refused(keys.isPresent() && keys.get().areKnown() ? OF_NO_KEY : NO_KEYS);
        } catch (KeySourceException e) {
            // Whoever looks after them sees it and makes it a fault; a stranger's token is none.
            return new Refused(NO_KEYS);
        } catch (BadJWTException e) {
            // Of its claims, in the library's own words: expired, before its time, of another issuer or audience.
            return new Refused("the JWT is not taken: " + e.getMessage());
        } catch (BadJOSEException | JOSEException e) {
            return new Refused(OF_NO_KEY);
        }
    }

    private JWTClaimsSet claims(SignedJWT jwt, JWSAlgorithm algorithm, JwtKeys fitting)
            throws BadJOSEException, JOSEException {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(fitting.selector(algorithm));
        processor.setJWTClaimsSetVerifier(new ClaimsAtTime(expected, clock));
        return processor.process(jwt, null);
    }

    /** Names only what the claims must be, by our own clock. */
    private static final class ClaimsAtTime extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        ClaimsAtTime(Expected expected, Clock clock) {
            super(
                    expected.audience(),
                    new JWTClaimsSet.Builder().issuer(expected.issuer()).build(),
                    Set.of("exp"));
            this.clock = clock;
            setMaxClockSkew(SKEW_SECONDS);
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    private Verdict recognised(JWTClaimsSet claims) {
        Map<String, List<String>> texts = new HashMap<>();
        claims.getClaims().forEach((name, value) -> {
            List<String> all = texts(value);
            if (!all.isEmpty()) {
                texts.put(name, all);
            }
        });
        List<String> name = texts.getOrDefault(expected.principal(), List.of());
        if (name.size() != 1 || name.get(0).isBlank()) {
            return new Refused("the JWT has no one claim " + expected.principal());
        }
        Instant end = claims.getExpirationTime().toInstant().plusSeconds(SKEW_SECONDS);
        Instant again = clock.instant().plus(LOOKED_AT_AGAIN);
        return new Recognised(
                new Principal(name.get(0), roles(claims.getClaims()), texts), end.isBefore(again) ? end : again, end);
    }

    private Set<String> roles(Map<String, Object> claims) {
        Object found = claims.containsKey(expected.roles())
                ? claims.get(expected.roles())
                : at(claims, expected.roles().split("\\."));
        List<String> words = found instanceof String text ? List.of(text.split(" ")) : texts(found);
        return words.stream().filter(word -> !word.isBlank()).collect(Collectors.toSet());
    }

    private static Object at(Object claims, String[] path) {
        Object found = claims;
        for (String part : path) {
            found = found instanceof Map<?, ?> object ? object.get(part) : null;
        }
        return found;
    }

    /** A text, number or truth value, or each of a list of those. */
    private static List<String> texts(Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            texts.add(String.valueOf(value));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> texts.addAll(texts(each)));
        }
        return texts;
    }

    @Override
    public long generation() {
        return keys.map(JwtKeys::generation).orElse(0L)
                + secret.map(JwtKeys::generation).orElse(0L);
    }

    @Override
    public void refresh() {
        keys.ifPresent(JwtKeys::refresh);
        secret.ifPresent(JwtKeys::refresh);
    }
}
