package io.tidemark.speed.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a node in another process. */
class RemoteRealtimeViewTest extends RealtimeViewContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RealtimeEndpoint endpoint;

    @Override
    RealtimeView form(SpeedView ofTheNode) {
        endpoint = new RealtimeEndpoint(ofTheNode, "127.0.0.1", 0);
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

    private static void assertUnavailable(RealtimeView remote) {
        assertThrows(
                RealtimeUnavailableException.class, () -> remote.coverage(new ViewId("by-page", "f"), Tidemark.START));
    }
}
