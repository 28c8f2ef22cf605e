package io.tidemark.launcher.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
