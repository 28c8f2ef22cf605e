package io.tidemark.http.identity.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Authenticator.Refused;
import io.tidemark.http.identity.Authenticator.Verdict;
import io.tidemark.http.identity.Credentials.Bearer;
import io.tidemark.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JwtsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final String SECRET = "a secret of more than thirty-two bytes";
    private static RSAKey rsa;
    private static RSAKey other;
    private static ECKey ec;

    private final ManualClock clock = new ManualClock(NOW);
    private final Faults faults = new Faults(FaultListener.NONE);
    private final AtomicInteger asked = new AtomicInteger();

    @TempDir
    Path directory;

    private Path jwks;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("one").generate();
        other = new RSAKeyGenerator(2048).keyID("one").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    }

    @BeforeEach
    void writeKeys() throws IOException {
        jwks = Files.writeString(directory.resolve("jwks.json"), new JWKSet(List.of(rsa, ec)).toString(true));
    }

    private Jwts jwts() {
        return jwts(Optional.of(JwtKeys.ofFile(jwks, faults)), Optional.empty());
    }

    private Jwts jwts(Optional<JwtKeys> keys, Optional<JwtKeys> secret) {
        return new Jwts(
                new Jwts.Expected("https://issuer", "tidemark", "sub", "realm_access.roles"), keys, secret, clock);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer")
                .audience(List.of("other", "tidemark"))
                .subject("ada")
                .expirationTime(Date.from(NOW.plusSeconds(600)))
                .claim("tenant", List.of("a", "b"))
                .claim("realm_access", Map.of("roles", List.of("read", "tenant")));
    }

    private static String signed(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, String key, JWSSigner signer) {
        try {
            SignedJWT jwt =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims.build());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String rsa(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.RS256, "one", new RSASSASigner(rsa));
    }

    private static void refused(Jwts jwts, String token, String why) {
        assertTrue(jwts.takes(new Bearer(token)));
        Verdict verdict = jwts.verify(new Bearer(token));
        assertTrue(assertInstanceOf(Refused.class, verdict).why().contains(why), verdict::toString);
    }

    @Test
    void aSignedTokenNamesThePrincipalItsRolesAndItsClaims() throws Exception {
        Recognised ada = assertInstanceOf(Recognised.class, jwts().verify(new Bearer(rsa(claims()))));

        assertEquals("ada", ada.principal().name());
        assertEquals(Set.of("read", "tenant"), ada.principal().roles());
        assertEquals(List.of("a", "b"), ada.principal().claims().get("tenant"));
        assertEquals(NOW.plusSeconds(630), ada.end());
        assertInstanceOf(
                Recognised.class,
                jwts().verify(new Bearer(signed(claims(), JWSAlgorithm.ES256, "two", new ECDSASigner(ec)))));
        assertInstanceOf(
                Recognised.class,
                jwts().verify(new Bearer(signed(claims(), JWSAlgorithm.PS384, "one", new RSASSASigner(rsa)))));
    }

    @Test
    void rolesMayBeWords() throws Exception {
        Jwts jwts = new Jwts(
                new Jwts.Expected("https://issuer", "tidemark", "sub", "scope"),
                Optional.of(JwtKeys.ofFile(jwks, faults)),
                Optional.empty(),
                clock);
        Verdict verdict = jwts.verify(new Bearer(rsa(claims().claim("scope", "read  operate read"))));
        assertEquals(
                Set.of("read", "operate"), ((Recognised) verdict).principal().roles());
        assertEquals(
                Set.of(),
                ((Recognised) jwts.verify(new Bearer(rsa(claims()))))
                        .principal()
                        .roles());
    }

    @Test
    void whatIsOfAnotherTimeIssuerOrAudienceIsRefused() throws Exception {
        refused(jwts(), rsa(claims().issuer("https://other")), "iss");
        refused(jwts(), rsa(claims().issuer(null)), "iss");
        refused(jwts(), rsa(claims().audience("other")), "aud");
        refused(jwts(), rsa(claims().audience((String) null)), "aud");
        refused(jwts(), rsa(claims().expirationTime(Date.from(NOW.minusSeconds(31)))), "Expired");
        refused(jwts(), rsa(claims().expirationTime(null)), "exp");
        refused(jwts(), rsa(claims().notBeforeTime(Date.from(NOW.plusSeconds(31)))), "before");
        refused(jwts(), rsa(claims().subject(null)), "sub");
        assertInstanceOf(
                Recognised.class,
                jwts().verify(new Bearer(rsa(claims().expirationTime(Date.from(NOW.minusSeconds(20)))
                        .notBeforeTime(Date.from(NOW.plusSeconds(20)))))));
    }

    @Test
    void noAlgorithmIsTakenForTheTokensSake() throws Exception {
        refused(jwts(), new PlainJWT(claims().build()).serialize(), "");
        refused(jwts(), signed(claims(), JWSAlgorithm.HS256, "one", new MACSigner(SECRET)), "HS256");
        // The public key as if it were HMAC's secret (RFC 8725, 2.1).
        byte[] publicKey = rsa.toRSAPublicKey().getEncoded();
        refused(jwts(), signed(claims(), JWSAlgorithm.HS256, "one", new MACSigner(publicKey)), "HS256");
        refused(jwts(), signed(claims(), JWSAlgorithm.RS256, "one", new RSASSASigner(other)), "not signed");
        refused(jwts(), signed(claims(), JWSAlgorithm.RS256, "three", new RSASSASigner(rsa)), "not signed");
        String good = rsa(claims());
        refused(jwts(), good.substring(0, good.lastIndexOf('.') + 1), "");
        refused(jwts(), "a.b.c", "no signed JWT");
        assertFalse(jwts().takes(new Bearer("tm_abc")));
    }

    @Test
    void hmacCountsOnlyWhereItsSecretIsGivenAndThenAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("hmac"), SECRET + "\n");
        Jwts jwts = jwts(Optional.empty(), Optional.of(JwtKeys.ofSecret(file, faults)));

        assertInstanceOf(
                Recognised.class,
                jwts.verify(new Bearer(signed(claims(), JWSAlgorithm.HS256, "x", new MACSigner(SECRET)))));
        refused(jwts, signed(claims(), JWSAlgorithm.HS256, "x", new MACSigner(SECRET + "!")), "not signed");
        refused(jwts, rsa(claims()), "RS256");
    }

    private HttpServer issuer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new JWKSet(List.of(rsa, ec)).toString(true).getBytes(StandardCharsets.UTF_8);
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static URI address(HttpServer issuer) {
        return URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks");
    }

    @Test
    void whatIsSignedWithNoKeyThereIsNeitherAFaultNorAskedForAgainAndAgain() throws Exception {
        HttpServer server = issuer();
        try {
            JwtKeys keys = JwtKeys.at(address(server), faults);
            Jwts jwts = jwts(Optional.of(keys), Optional.empty());
            assertInstanceOf(Recognised.class, jwts.verify(new Bearer(rsa(claims()))));
            for (int i = 0; i < 20; i++) {
                refused(
                        jwts,
                        signed(claims(), JWSAlgorithm.RS256, "unknown-" + i, new RSASSASigner(other)),
                        "not signed with a key of its issuer's");
                jwts.refresh();
            }
            assertEquals(List.of(), faults.standing());
            assertTrue(asked.get() <= 3, () -> "asked " + asked + " times");
            assertInstanceOf(Recognised.class, jwts.verify(new Bearer(rsa(claims()))));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whyKeysCannotBeHadIsStillSaidWhenTheyAreNotAskedForAgainYet() {
        JwtKeys away = JwtKeys.at(URI.create("http://127.0.0.1:1/jwks"), faults);
        for (int i = 0; i < 5; i++) {
            away.refresh();
            assertTrue(faults.standing().get(0).fault().contains("onnection refused"), () -> faults.standing()
                    .toString());
        }
    }

    @Test
    void theKeysOfAnAddressThatIsAwayCountOn() throws Exception {
        HttpServer server = issuer();
        URI address = address(server);
        JwtKeys away = JwtKeys.at(address, faults);
        try {
            JwtKeys known = JwtKeys.at(address, faults);
            assertInstanceOf(
                    Recognised.class, jwts(Optional.of(known), Optional.empty()).verify(new Bearer(rsa(claims()))));
            server.stop(0);
            assertInstanceOf(
                    Recognised.class, jwts(Optional.of(known), Optional.empty()).verify(new Bearer(rsa(claims()))));
        } finally {
            server.stop(0);
        }
        away.refresh();
        refused(jwts(Optional.of(away), Optional.empty()), rsa(claims()), "cannot be had");
        assertTrue(faults.standing().toString().contains("TM-ACC-002"), () -> faults.standing()
                .toString());
    }

    @Test
    void keysThatChangeCountAndBrokenOnesLeaveThoseOfBefore() throws Exception {
        Jwts jwts = jwts();
        Files.writeString(jwks, "{\"keys\": [");
        jwts.refresh();
        assertInstanceOf(Recognised.class, jwts.verify(new Bearer(rsa(claims()))));
        assertEquals(1, faults.standing().size());
        Files.writeString(jwks, new JWKSet(other).toString(true));
        jwts.refresh();
        refused(jwts, rsa(claims()), "not signed");
        assertEquals(List.of(), faults.standing());
        assertEquals(1, jwts.generation());
    }

    @Test
    void whatWasRecognisedIsLookedAtAgain() throws Exception {
        clock.advance(Duration.ofSeconds(0));
        Recognised soon =
                (Recognised) jwts().verify(new Bearer(rsa(claims().expirationTime(Date.from(NOW.plusSeconds(10))))));
        assertEquals(NOW.plusSeconds(40), soon.again());
        Recognised late = (Recognised) jwts().verify(new Bearer(rsa(claims())));
        assertEquals(NOW.plus(Duration.ofMinutes(5)), late.again());
    }
}
