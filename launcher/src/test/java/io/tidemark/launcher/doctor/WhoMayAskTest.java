package io.tidemark.launcher.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.identity.Passwords;
import io.tidemark.http.identity.Tokens;
import io.tidemark.http.testing.Certificates;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of the files that say who may ask, and of those that keep secrets. */
final class WhoMayAskTest {
    private static final String JWKS = "{\"keys\": [{\"kty\": \"EC\", \"crv\": \"P-256\", \"kid\": \"1\","
            + " \"x\": \"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + " \"y\": \"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}";

    @TempDir
    Path directory;

    private final Map<String, String> keys = new TreeMap<>();

    @BeforeEach
    void whereAllIsWell() throws IOException {
        keys.put("model.class", DoctorTest.Good.class.getName());
        keys.put("http.authentication", "token,password,jwt");
        keys.put("http.jwt.issuer", "https://issuer.example.org");
        keys.put("http.jwt.audience", "tidemark");
        put("http.token.file", "tokens", "shop:" + Tokens.digest("t1") + ":read\n");
        put("http.password.file", "passwords", "ada:" + Passwords.scram("pw", new SecureRandom()) + "\n");
        put("http.jwt.keys", "jwks.json", JWKS);
        put("http.jwt.hmac.file", "hmac", "0123456789abcdef0123456789abcdef");
        keys.put("nodes.secret", "file:" + write("nodes", "a-long-secret-of-nodes"));
        keys.put("kafka.sasl.jaas.config", "file:" + write("kafka", "Login required;"));
    }

    private void put(String key, String name, String text) throws IOException {
        keys.put(key, write(name, text).toString());
    }

    private Path write(String name, String text) throws IOException {
        return may(Files.writeString(directory.resolve(name), text), "rw-------");
    }

    private static Path may(Path file, String rights) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    /** Whatever is not well: level, code, place and what is said of each. */
    private List<String> said() throws IOException {
        List<String> lines = new ArrayList<>();
        keys.forEach((key, value) -> lines.add(key + "=" + value));
        Config config = ConfigFile.read(write("tidemark.properties", String.join("\n", lines)), Map.of());
        List<Finding> findings =
                new ArrayList<>(new AccessExamination(config, Optional.empty(), Clock.systemUTC()).findings());
        findings.addAll(new SecretsExamination(config).findings());
        return findings.stream()
                .filter(finding -> finding.level() != Finding.Level.OK)
                .map(finding -> finding.level() + " " + finding.code() + " "
                        + finding.place().replace(directory + "/", "") + ": " + finding.says())
                .toList();
    }

    private void assertSaid(String... expected) throws IOException {
        List<String> said = said();
        assertEquals(expected.length, said.size(), said::toString);
        for (String each : expected) {
            assertTrue(said.stream().anyMatch(line -> line.startsWith(each)), () -> each + " is not in " + said);
        }
    }

    @Test
    void whereAllIsWellNothingIsSaid() throws IOException {
        assertSaid();
    }

    @Test
    void whatIsNotThereOrEmptyOrBrokenIsSaid() throws IOException {
        write("tokens", "# nobody yet\n\n");
        assertSaid("warning TM-DOC-025 file tokens: names nobody");
        write("tokens", "shop:not-a-digest\n");
        assertSaid("fault TM-ACC-001 file tokens, line 1");
        Files.delete(directory.resolve("tokens"));
        assertSaid("fault TM-ACC-001 file tokens: cannot be read");
        write("tokens", "shop:" + Tokens.digest("t1"));
        write("passwords", "");
        assertSaid("warning TM-DOC-025 file passwords: names nobody");
        write("passwords", "ada:" + Passwords.scram("pw", new SecureRandom()));
        for (String[] jwks : new String[][] {{"", "is no JWKS"}, {"{\"keys\": []}", "has no public key"}}) {
            write("jwks.json", jwks[0]);
            assertSaid("fault TM-ACC-001 file jwks.json: " + jwks[1]);
        }
        write("jwks.json", JWKS);
        write("hmac", "short");
        assertSaid("fault TM-ACC-001 file hmac: has fewer than 32 bytes");
        keys.remove("http.jwt.hmac.file");
        keys.put("http.jwt.keys", "http://127.0.0.1:1/jwks.json");
        assertSaid("fault TM-ACC-002 keys for JWTs at http://127.0.0.1:1/jwks.json: cannot be had");
        write("nodes", "short");
        assertSaid("fault TM-ACC-002 keys for JWTs", "fault TM-CFG-002 tidemark.properties, key nodes.secret");
    }

    @Test
    void whatOthersCanReadOrWriteIsWarnedOf() throws IOException {
        for (String secret : new String[] {"passwords", "hmac", "nodes", "kafka"}) {
            may(directory.resolve(secret), "rw-r--r--");
            assertSaid("warning TM-DOC-023 file " + secret + ": keeps what is secret");
            may(directory.resolve(secret), "rw-r-----");
            assertSaid();
        }
        for (String trusted : new String[] {"tokens", "jwks.json"}) {
            may(directory.resolve(trusted), "rw-r--rw-");
            assertSaid("warning TM-DOC-024 file " + trusted + ": says who may ask");
            may(directory.resolve(trusted), "rw-r--r--");
            assertSaid();
        }
    }

    @Test
    void aPasswordForKafkaThatCanBeReadOnTheWayIsWarnedOf() throws IOException {
        keys.put("kafka.security.protocol", "SASL_PLAINTEXT");
        keys.put("kafka.sasl.mechanism", "PLAIN");
        keys.put("kafka.bootstrap.servers", "127.0.0.1:9092, 10.0.0.1:9092");
        assertSaid("warning TM-DOC-026 kafka.sasl.mechanism: is PLAIN without TLS");
        keys.put("kafka.sasl.mechanism", "SCRAM-SHA-512");
        assertSaid();
        keys.put("kafka.sasl.mechanism", "PLAIN");
        keys.put("kafka.bootstrap.servers", "127.0.0.1:9092,localhost:9093");
        assertSaid();
    }

    @Test
    void aSecretOfNodesThatCanBeReadOnTheWayIsWarnedOf() throws IOException {
        keys.put("speed.endpoints", "http://127.0.0.1:7000,http://10.0.0.1:7000,https://10.0.0.2:7000");
        assertSaid("warning TM-DOC-027 speed.endpoints http://10.0.0.1:7000: is on another machine");
        keys.remove("nodes.secret");
        assertSaid();
    }

    @Test
    void certificatesAreLookedAt() throws Exception {
        Certificates ours = new Certificates(directory, "ours")
                .issue("node")
                .issue("expired", "-startdate", "-9d", "-validity", "3")
                .issue("ending", "-validity", "3")
                .issue("later", "-startdate", "+2d", "-validity", "20");
        keys.put("http.tls.keystore", directory.resolve("chain.pem").toString());
        keys.put("http.tls.key", directory.resolve("key.pem").toString());
        for (String alias : new String[] {"node", "expired", "ending", "later"}) {
            ours.chain(alias, directory.resolve("chain.pem"));
            may(ours.key(alias, directory.resolve("key.pem")), "rw-------");
            if (alias.equals("node")) {
                assertSaid();
            } else {
                assertSaid("warning TM-TLS-002 certificate of ");
            }
        }
        ours.chain("node", directory.resolve("chain.pem"));
        assertSaid("fault TM-TLS-001 file key.pem: is not the key of the certificate");
        may(ours.key("node", directory.resolve("key.pem")), "rw-r--r--");
        assertSaid("warning TM-DOC-023 file key.pem");
        write("key.pem", "");
        assertSaid("fault TM-TLS-001 file key.pem: has no key");
    }
}
