package io.tidemark.it.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.aggregator.Aggregators;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.identity.Tokens;
import io.tidemark.http.testing.Certificates;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.it.brokers.GuardedBroker;
import io.tidemark.it.oracle.Patience;
import io.tidemark.it.process.CommandProcess;
import io.tidemark.kafka.testing.FreePorts;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that ask one another, and are asked, with everything on: TLS, certificates of nodes, their secret, tokens, JWTs,
 * and a Kafka that wants a password. What is wrong is said where it is, and no secret is.
 */
@Timeout(300)
final class SecuredNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = "secured";
    private static final List<String> WRITTEN = List.of("tidemark.log", "audit.log", "strangers.log");
    private static final String TOKEN = "tide-token-3141592653";
    private static final String NODES_SECRET = "secret-of-the-nodes-2718";
    private static final String KAFKA_SECRET = "secret-of-kafka-1618";

    @TempDir
    private static Path directory;

    private final Map<String, CommandProcess> processes = new TreeMap<>();
    private final int[] ports = FreePorts.some(3);
    private final List<String> secrets =
            new ArrayList<>(List.of(TOKEN, NODES_SECRET, KAFKA_SECRET, Certificates.PASSWORD));

    /** A sale. */
    public record Sale(Instant at, String shop) {}

    /** Sales by shop. */
    public static final class Sales implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            model.aggregation("sales")
                    .over(model.stream(TOPIC, Sale.class).eventTime(Sale::at))
                    .groupBy("shop", Sale::shop)
                    .tile(Duration.ofHours(1))
                    .metric("n", Aggregators.count());
        }
    }

    @Test
    void processesTrustWhomTheyAreToldToAndSayWhomTheyDoNot() throws Exception {
        Certificates nodes = new Certificates(directory, "nodes")
                .issue("node")
                .issue("ending", "-validity", "3")
                .issue("expired", "-startdate", "-9d", "-validity", "3");
        Certificates site = new Certificates(directory, "site").issue("api");
        RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
        HttpServer issuer = issuer(key);
        try (GuardedBroker kafka = GuardedBroker.start(directory)) {
            kafka.create(TOPIC);
            kafka.setPassword(ScramMechanism.SCRAM_SHA_256, KAFKA_SECRET);
            kafka.grantGroups();
            kafka.grant(TOPIC, AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
            kafka.send(TOPIC, "{\"at\":\"2026-11-21T09:00:00Z\",\"shop\":\"a\"}");
            kafka.send(TOPIC, "{\"at\":\"2026-11-21T09:00:00Z\",\"shop\":\"b\"}");
            Map<String, String> common = common(kafka, nodes, site, issuer);

            Path ending = nodes.keyStore("ending", directory.resolve("ending.p12"));
            start("speed", common, Map.of("roles", "speed", "nodes.tls.keystore", ending.toString()));
            start("serving", common, Map.of("roles", "batch,serving", "http.port", String.valueOf(ports[1])));
            String jwt = jwt(key, "ada", "admin");
            NodeClient ada = client(ports[1], jwt, site);
            await(
                    ada,
                    answer -> answer.path("rows").size() == 2
                            && answer.path("complete").asBoolean());
            awaitFault(ada, "TM-TLS-002", "ending.p12", "is valid only until");
            refusesWhoIsNobody(key, site);
            theCommandLineIsAnsweredOrToldWhy(site, nodes);
            speedAnswersNodesAlone(nodes);

            // One whose certificate is over, and then one that does not know the secret.
            Map<String, String> another =
                    new TreeMap<>(Map.of("roles", "serving", "http.port", String.valueOf(ports[2])));
            another.put(
                    "nodes.tls.keystore",
                    nodes.keyStore("expired", directory.resolve("expired.p12")).toString());
            start("another", common, another);
            NodeClient other = client(ports[2], jwt, site);
            awaitFault(other, "TM-TLS-002", "has been no longer valid since");
            saysWhyItIsNotComplete(other);
            processes.get("another").kill();
            another.remove("nodes.tls.keystore");
            another.put("nodes.secret", "another-secret-of-somebody");
            start("another", common, another);
            saysWhyItIsNotComplete(other);
            noSecretIsTold(ada, other);
        } finally {
            processes.values().forEach(CommandProcess::close);
            issuer.stop(0);
        }
    }

    private Map<String, String> common(GuardedBroker kafka, Certificates nodes, Certificates site, HttpServer issuer)
            throws Exception {
        Path authority = nodes.authority();
        Map<String, String> common = new TreeMap<>(kafka.credentials(ScramMechanism.SCRAM_SHA_256, KAFKA_SECRET));
        common.putAll(Map.of(
                "model.class",
                Sales.class.getName(),
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "storage.root",
                "storage",
                "batch.interval",
                "2s",
                "archive.idle.grace",
                "500ms",
                "manifest.poll",
                "100ms",
                "speed.tick",
                "200ms",
                "speed.port",
                String.valueOf(ports[0]),
                "speed.endpoints",
                "https://127.0.0.1:" + ports[0],
                "nodes.secret",
                "file:" + write("nodes-secret", NODES_SECRET)));
        String password = "file:" + write("password", Certificates.PASSWORD);
        common.putAll(Map.of(
                "nodes.tls.keystore",
                nodes.keyStore("node", directory.resolve("node.p12")).toString(),
                "nodes.tls.password",
                password,
                "nodes.tls.truststore",
                authority.toString(),
                "http.tls.keystore",
                site.keyStore("api", directory.resolve("api.p12")).toString(),
                "http.tls.password",
                password,
                "http.authentication",
                "token,jwt",
                "http.token.file",
                write("tokens", "shop:" + Tokens.digest(TOKEN) + ":operate\n").toString(),
                "http.jwt.issuer",
                "https://issuer.example.org",
                "http.jwt.audience",
                "tidemark",
                "http.jwt.keys",
                "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks.json"));
        return common;
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static HttpServer issuer(RSAKey key) throws IOException {
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/jwks.json", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        return issuer;
    }

    private String jwt(RSAKey key, String name, String role) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                new JWTClaimsSet.Builder()
                        .issuer("https://issuer.example.org")
                        .audience("tidemark")
                        .subject(name)
                        .claim("roles", List.of(role))
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        jwt.sign(new RSASSASigner(key));
        secrets.add(jwt.serialize());
        return jwt.serialize();
    }

    private void start(String name, Map<String, String> common, Map<String, String> own) throws IOException {
        Map<String, String> settings = new TreeMap<>(common);
        settings.putAll(own);
        settings.put("data.directory", name);
        settings.put("node.name", name);
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        Path file = Files.write(directory.resolve(name + ".properties"), lines);
        processes.put(
                name, new CommandProcess(directory.resolve(name + ".out"), "run", "--config", file.toString()).start());
    }

    private static SSLContext tls(TlsFiles files) {
        return new Tls(files, new Faults(FaultListener.NONE), Clock.systemUTC()).context();
    }

    private static NodeClient client(int port, String token, Certificates site) throws Exception {
        return new NodeClient(
                URI.create("https://127.0.0.1:" + port),
                Optional.of("Bearer " + token),
                Optional.of(tls(TlsFiles.trusting(site.authority()))));
    }

    private static JsonNode sales(NodeClient client) {
        return client.ask("/v1/aggregations/sales/query", List.of(new Parameter("window", "all")));
    }

    private void await(NodeClient client, java.util.function.Predicate<JsonNode> fits) {
        Patience.until(PATIENCE, this::told, () -> {
            try {
                return fits.test(sales(client));
            } catch (NodeException notYet) {
                return false;
            }
        });
    }

    private void awaitFault(NodeClient client, String... texts) {
        Patience.until(PATIENCE, this::told, () -> {
            try {
                String faults =
                        client.ask("/v1/status", List.of()).findValues("faults").toString();
                return Stream.of(texts).allMatch(faults::contains);
            } catch (NodeException notYet) {
                return false;
            }
        });
    }

    /** A part is missing, and why and what to do about it is with it. */
    private void saysWhyItIsNotComplete(NodeClient client) {
        await(
                client,
                answer -> !answer.path("complete").asBoolean()
                        && answer.path("missing").size() > 0
                        && !answer.path("missing")
                                .get(0)
                                .path("reason")
                                .asText()
                                .isBlank()
                        && !answer.path("missing").get(0).path("mend").asText().isBlank());
        awaitFault(client, "TM-SRV-009", "speed node https://127.0.0.1:" + ports[0]);
    }

    private void refusesWhoIsNobody(RSAKey key, Certificates site) throws Exception {
        RSAKey forged = new RSAKeyGenerator(2048).keyID("one").generate();
        for (String token : List.of(jwt(forged, "ada", "admin"), "no-token", jwt(key, "ada", "admin") + "x")) {
            NodeClient nobody = client(ports[1], token, site);
            NodeException refused = assertThrows(NodeException.class, () -> sales(nobody));
            assertEquals(401, refused.status(), refused::getMessage);
        }
        NodeClient tom = client(ports[1], jwt(key, "tom", "read"), site);
        assertEquals(2, sales(tom).path("rows").size());
        assertEquals(
                403,
                assertThrows(NodeException.class, () -> tom.ask("/v1/status", List.of()))
                        .status());
    }

    private void theCommandLineIsAnsweredOrToldWhy(Certificates site, Certificates nodes) throws Exception {
        String url = "https://127.0.0.1:" + ports[1];
        String token = "file:" + write("token", TOKEN + "\n");
        String ca = site.authority().toString();
        String answered = says(0, "query", "sales", "--window", "all", "--url", url, "--ca", ca, "--token", token);
        assertTrue(answered.contains("complete"), answered);
        assertFalse(answered.contains("NOT COMPLETE"), answered);
        String untrusted =
                says(1, "status", "--url", url, "--ca", nodes.authority().toString(), "--token", token);
        assertTrue(untrusted.contains("TM-CLI-001") && untrusted.contains("--ca"), untrusted);
        String plain = says(1, "status", "--url", url.replace("https", "http"), "--token", token);
        assertTrue(plain.contains("TM-HTTP-056") && plain.contains("https://"), plain);
    }

    private static String says(int exitCode, String... arguments) throws IOException {
        Path output = Files.createTempFile(directory, "said", ".out");
        try (CommandProcess command = new CommandProcess(output, arguments)) {
            assertEquals(exitCode, command.start().exitCode(PATIENCE), command::output);
            return command.output();
        }
    }

    private void speedAnswersNodesAlone(Certificates nodes) throws Exception {
        Optional<Path> trusted = Optional.of(nodes.authority());
        URI status = URI.create("https://127.0.0.1:" + ports[0] + "/v1/status");
        assertThrows(IOException.class, () -> get(status, TlsFiles.trusting(trusted.get())));
        Path expired = nodes.keyStore("expired", directory.resolve("of-a-stranger.p12"));
        assertThrows(IOException.class, () -> get(status, own(expired, trusted)));
        Path node = nodes.keyStore("node", directory.resolve("of-a-node.p12"));
        HttpResponse<String> withoutSecret = get(status, own(node, trusted));
        assertTrue(withoutSecret.statusCode() == 401 || withoutSecret.statusCode() == 404, withoutSecret::body);
        assertFalse(withoutSecret.body().contains("sales"), withoutSecret::body);
    }

    private static TlsFiles own(Path keyStore, Optional<Path> trusted) {
        return new TlsFiles(Optional.of(keyStore), Optional.empty(), Optional.of(Certificates.PASSWORD), trusted);
    }

    private static HttpResponse<String> get(URI uri, TlsFiles files) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(tls(files))
                .build()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Neither by status nor by answers, nor in what the processes print, log or write down. */
    private void noSecretIsTold(NodeClient... clients) throws IOException {
        List<String> all = new ArrayList<>();
        for (NodeClient client : clients) {
            all.add(client.ask("/v1/status", List.of()).toString());
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(SecuredNodesIT::isWritten).toList()) {
                all.add(file + ":\n" + Files.readString(file));
            }
        }
        assertTrue(all.size() > 6, "there are logs");
        for (String secret : secrets) {
            all.forEach(text -> assertFalse(text.contains(secret), () -> secret + " is in " + text));
        }
    }

    private static boolean isWritten(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".out") || WRITTEN.contains(name);
    }

    private String told() {
        StringBuilder told = new StringBuilder();
        processes.forEach((name, process) -> told.append("--- ")
                .append(name)
                .append('\n')
                .append(process.output())
                .append(log(name)));
        return told.toString();
    }

    private static String log(String name) {
        try {
            return Files.readString(directory.resolve(name).resolve("tidemark.log"));
        } catch (IOException none) {
            return "";
        }
    }
}
