package io.tidemark.speed.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a node in another process. */
class RemoteRealtimeViewTest extends RealtimeViewContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RealtimeEndpoint endpoint;

    @Override
    RealtimeView form(SpeedView ofTheNode) {
        endpoint = new RealtimeEndpoint(ofTheNode, ListenerSettings.on("127.0.0.1", 0), new Faults(FaultListener.NONE));
        return new RemoteRealtimeView(endpoint.uri(), model, PATIENCE);
    }

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    @Test
    void aNodeThatSendsNoAnswerIsUnavailableWhateverItSends() throws IOException {
        PartitionId partition = new PartitionId(new LogId("visits", "cluster", "id"), 0);
        byte[] whole = RealtimeWire.coverage(
                Coverage.of(Map.of(partition.log(), 1), Map.of(partition, new Coverage.Missing(3, "reason"))));
        byte[][] sent = {{}};
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, sent[0].length == 0 ? -1 : sent[0].length);
            exchange.getResponseBody().write(sent[0]);
            exchange.close();
        });
        node.start();
        URI uri = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
        try (RealtimeView remote = new RemoteRealtimeView(uri, model, PATIENCE)) {
            for (int length = 0; length < whole.length; length++) {
                sent[0] = Arrays.copyOf(whole, length);
                assertUnavailable(remote);
            }
            sent[0] = whole.clone();
            sent[0][0] = 99;
            assertUnavailable(remote);
        } finally {
            node.stop(0);
        }
    }

    @Test
    void aNodeThatIsNotThereIsSaidInWords() {
        URI uri = URI.create("http://127.0.0.1:1");
        try (RealtimeView remote = new RemoteRealtimeView(uri, model, PATIENCE)) {
            RuntimeException away = assertThrows(RealtimeUnavailableException.class, remote::status);
            assertEquals("speed node " + uri + ": no connection", away.getMessage());
        }
    }

    /** As where an address is another's by now. */
    @ParameterizedTest
    @CsvSource({"a, a, true", "a, b, false", "'', b, true", "a, '', true"})
    void aNodeOfAnotherInstallationIsNotBelieved(String own, String others, boolean isBelieved) {
        try (RealtimeEndpoint node = new RealtimeEndpoint(
                        view,
                        ListenerSettings.on("127.0.0.1", 0),
                        of(others),
                        Clock.systemUTC(),
                        new Faults(FaultListener.NONE));
                RealtimeView remote = new RemoteRealtimeView(node.uri(), model, PATIENCE, of(own))) {
            List<Executable> questions = List.of(
                    remote::status,
                    () -> remote.read(query(Tidemark.START)),
                    () -> remote.scan(query(Tidemark.START)).close(),
                    () -> remote.borders(query(Tidemark.START), 2),
                    () -> remote.coverage(query(Tidemark.START).view(), Tidemark.START));
            for (Executable question : questions) {
                if (isBelieved) {
                    assertDoesNotThrow(question);
                } else {
                    RuntimeException away = assertThrows(RealtimeUnavailableException.class, question);
                    assertEquals(
                            "speed node " + node.uri() + ": is of another installation, of the storage b",
                            away.getMessage());
                }
            }
        }
    }

    private static NodePass of(String installation) {
        return new NodePass(Optional.empty(), Optional.empty(), () -> Optional.of(installation)
                .filter(id -> !id.isEmpty()));
    }

    @Test
    void aNodeOfAStaleNameIsSaidInWords() {
        URI uri = URI.create("http://no-such-machine.invalid:1");
        try (RealtimeView remote = new RemoteRealtimeView(uri, model, PATIENCE)) {
            RuntimeException away = assertThrows(RealtimeUnavailableException.class, remote::status);
            assertEquals(
                    "speed node " + uri + ": nobody knows an address of no-such-machine.invalid", away.getMessage());
        }
    }

    @Test
    void aNodeThatStandsStillInTheMidstOfAnAnswerIsNotWaitedForForever() throws IOException {
        CountDownLatch goesOn = new CountDownLatch(1);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.close();
        });
        node.start();
        URI uri = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
        try (RealtimeView remote = new RemoteRealtimeView(uri, model, Duration.ofSeconds(1))) {
            assertSays(remote, "no answer within 1000 ms");
        } finally {
            goesOn.countDown();
            node.stop(0);
        }
    }

    @Test
    void aNodeThatIsSilentIsWaitedForOnceAndAskedAgainWhenItSpeaks() throws IOException {
        Duration brief = Duration.ofSeconds(1);
        CountDownLatch speaks = new CountDownLatch(1);
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.setExecutor(task -> new Thread(task).start());
        node.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            try {
                speaks.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            byte[] answer = "{\"node\":\"a\",\"partitions\":[],\"quarantine\":[],\"faults\":[]}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        URI uri = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
        try (RealtimeView remote = new RemoteRealtimeView(uri, model, brief)) {
            assertSays(remote, "no answer within 1000 ms");
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertSays(remote, "no answer within 1000 ms when it was last asked");
            }
            assertTrue(System.nanoTime() - start < brief.toNanos(), "they do not wait");
            assertThrows(RealtimeUnavailableException.class, remote::status);

            speaks.countDown();
            assertEquals("a", remote.status().node());
            assertSays(remote, "sends no answer");
        } finally {
            speaks.countDown();
            node.stop(0);
        }
    }

    private static void assertSays(RealtimeView remote, String text) {
        RuntimeException away = assertThrows(
                RealtimeUnavailableException.class, () -> remote.coverage(new ViewId("by-page", "f"), Tidemark.START));
        assertTrue(away.getMessage().contains(text), away.getMessage());
    }

    private static void assertUnavailable(RealtimeView remote) {
        assertThrows(
                RealtimeUnavailableException.class, () -> remote.coverage(new ViewId("by-page", "f"), Tidemark.START));
    }
}
