package io.tidemark.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.testing.Certificates;
import io.tidemark.http.testing.ListenerBench;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeClientTest {
    private HttpServer server;
    private NodeClient client;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/echo", exchange -> answer(exchange, 200, "\"" + exchange.getRequestURI() + "\""));
        server.createContext(
                "/posted",
                exchange -> answer(
                        exchange, 200, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        server.createContext(
                "/refuse",
                exchange -> answer(
                        exchange,
                        404,
                        "{\"code\":\"TM-API-404\",\"title\":\"Not found\",\"detail\":\"no such thing\"}"));
        server.createContext("/other", exchange -> answer(exchange, 500, "<html>"));
        server.start();
        client = new NodeClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void parametersAreEncoded() {
        assertEquals(
                "/echo?origin=A%26B+C",
                client.ask("/echo", List.of(new NodeClient.Parameter("origin", "A&B C")))
                        .asText());
        assertEquals("a%20b%2Fc", NodeClient.segment("a b/c"));
        assertEquals(
                "/echo?a=%00&a=%00%00&a=",
                client.ask(
                                "/echo",
                                List.of(
                                        new NodeClient.Parameter("a", null),
                                        new NodeClient.Parameter("a", "\0"),
                                        new NodeClient.Parameter("a", "")))
                        .asText());
    }

    @Test
    void whatIsTooLongForAUriIsPosted() {
        String text = "ü".repeat(60_000);
        assertEquals(
                "{\"shop\":[\"" + text + "\",null],\"limit\":[\"1\"]}",
                client.ask(
                                "/posted",
                                List.of(
                                        new NodeClient.Parameter("shop", text),
                                        new NodeClient.Parameter("shop", null),
                                        new NodeClient.Parameter("limit", "1")))
                        .toString());
    }

    @Test
    void aRefusalIsToldInTheNodesOwnWords() {
        NodeException refused = assertThrows(NodeException.class, () -> client.ask("/refuse", List.of()));
        assertEquals("TM-API-404 no such thing", refused.getMessage());
        assertEquals(404, refused.status());
    }

    @Test
    void whatIsNoTidemarkNodeIsToldApart() {
        NodeException refused = assertThrows(NodeException.class, () -> client.tell("/other", Map.of()));
        assertTrue(refused.getMessage().startsWith("TM-CLI-003"), refused.getMessage());
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() {
        NodeClient nobody = new NodeClient(URI.create("http://127.0.0.1:1"));
        NodeException refused = assertThrows(NodeException.class, () -> nobody.ask("/echo", List.of()));
        assertEquals(
                "TM-CLI-001 node http://127.0.0.1:1: does not answer: nothing listens there; "
                        + "start one with `tidemark run`, or name another with --url",
                refused.getMessage());
        assertEquals(0, refused.status());
    }

    @Test
    void whyTlsFailsIsToldWithWhatToDo(@TempDir Path directory) throws Exception {
        Certificates ours = new Certificates(directory, "ours")
                .issue("node")
                .issue("expired", "-startdate", "-9d", "-validity", "3")
                .issue("later", "-startdate", "+2d", "-validity", "3");
        Path authority = ours.authority();
        for (String[] each : new String[][] {{"expired", "is no longer valid"}, {"later", "not valid yet"}}) {
            try (ListenerBench bench = bench(ours.keyStore(each[0], directory.resolve(each[0] + ".p12")))) {
                refusedOverTls(bench.uri(), authority, each[1]);
            }
        }
        try (ListenerBench bench = bench(ours.keyStore("node", directory.resolve("node.p12")))) {
            NodeException noSuch = assertThrows(
                    NodeException.class, () -> over(bench.uri(), authority).ask("/none", List.of()));
            assertEquals(404, noSuch.status());
            refusedOverTls(
                    URI.create(bench.uri().toString().replace("0.0.0.0", "127.0.0.2")), authority, "ask it by a name");
            refusedOverTls(bench.uri(), new Certificates(directory, "others").authority(), "vouches for it with --ca");
            NodeException plain = assertThrows(NodeException.class, () -> new NodeClient(
                            URI.create("http://" + bench.host().replace("0.0.0.0", "127.0.0.1")))
                    .ask("/items", List.of()));
            assertTrue(plain.getMessage().startsWith("TM-HTTP-056"), plain::getMessage);
            assertTrue(plain.getMessage().contains("https://"), plain::getMessage);
        }
        try (ListenerBench bench = new ListenerBench(ListenerBench.quick())) {
            refusedOverTls(URI.create("https://" + bench.host()), authority, "ask for http:// in place of https://");
        }
        TlsFiles nodes = new TlsFiles(
                Optional.of(ours.keyStore("node", directory.resolve("nodes.p12"))),
                Optional.empty(),
                Optional.of(Certificates.PASSWORD),
                Optional.of(authority));
        try (ListenerBench bench = new ListenerBench(ListenerBench.quick().with(Optional.of(nodes)))) {
            refusedOverTls(bench.uri(), authority, "ask a serving node");
        }
    }

    private static ListenerBench bench(Path keyStore) {
        return new ListenerBench(ListenerSettings.on("0.0.0.0", 0)
                .with(Optional.of(new TlsFiles(
                        Optional.of(keyStore),
                        Optional.empty(),
                        Optional.of(Certificates.PASSWORD),
                        Optional.empty()))));
    }

    private static NodeClient over(URI node, Path authority) {
        Tls tls = new Tls(TlsFiles.trusting(authority), new Faults(FaultListener.NONE), Clock.systemUTC());
        return new NodeClient(
                URI.create(node.toString().replace("0.0.0.0", "127.0.0.1")),
                Optional.empty(),
                Optional.of(tls.context()));
    }

    private static void refusedOverTls(URI node, Path authority, String words) {
        NodeException refused =
                assertThrows(NodeException.class, () -> over(node, authority).ask("/items", List.of()));
        assertTrue(refused.getMessage().startsWith("TM-CLI-001 node https://"), refused::getMessage);
        assertTrue(refused.getMessage().contains(words), () -> words + ": " + refused.getMessage());
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String address : List.of("localhost:8080", "nonsense", "ftp://127.0.0.1", "http:/8080")) {
            ConfigException refused =
                    assertThrows(ConfigException.class, () -> new NodeClient(URI.create(address)), address);
            assertTrue(refused.getMessage().startsWith("TM-CLI-005 node " + address), refused.getMessage());
        }
    }

    private static void answer(com.sun.net.httpserver.HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
