package io.tidemark.speed.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.node.NodePass;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NodesSecretTest {
    private static final NodesSecret SECRET = new NodesSecret("a secret of the nodes");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Model NONE = io.tidemark.speed.Visit.model();

    /** One that has a status and is asked for nothing else. */
    private static RealtimeView view() {
        return (RealtimeView) Proxy.newProxyInstance(
                NodesSecretTest.class.getClassLoader(),
                new Class<?>[] {RealtimeView.class},
                (proxy, method, args) -> method.getName().equals("status") ? STATUS : null);
    }

    private static final RealtimeStatus STATUS = new RealtimeStatus("speed-1", List.of(), 0, List.of(), 0, List.of());

    @Test
    void whoDoesNotKnowTheSecretIsToldNothing() throws Exception {
        try (RealtimeEndpoint endpoint = new RealtimeEndpoint(
                view(),
                ListenerSettings.on("127.0.0.1", 0),
                new NodePass(Optional.of(SECRET), Optional.empty()),
                Clock.systemUTC(),
                new Faults(FaultListener.NONE))) {
            URI uri = endpoint.uri();
            for (String path : List.of(
                    "/realtime/read",
                    "/realtime/scan",
                    "/realtime/scans",
                    "/realtime/scans/piece",
                    "/realtime/borders",
                    "/realtime/coverage",
                    "/realtime/lease",
                    "/realtime/status")) {
                HttpRequest request = HttpRequest.newBuilder(uri.resolve(path))
                        .method(path.endsWith("status") ? "GET" : "POST", HttpRequest.BodyPublishers.noBody())
                        .build();
                assertEquals(
                        401,
                        HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .statusCode(),
                        path);
            }
            for (Optional<NodesSecret> wrong :
                    List.of(Optional.<NodesSecret>empty(), Optional.of(new NodesSecret("x")))) {
                try (RealtimeView remote =
                        new RemoteRealtimeView(uri, NONE, PATIENCE, new NodePass(wrong, Optional.empty()))) {
                    String refused = assertThrows(RealtimeUnavailableException.class, remote::status)
                            .getMessage();
                    assertTrue(refused.contains("401"), refused);
                    assertFalse(refused.contains("a secret of the nodes"), refused);
                }
            }
            try (RealtimeView remote =
                    new RemoteRealtimeView(uri, NONE, PATIENCE, new NodePass(Optional.of(SECRET), Optional.empty()))) {
                assertNotNull(remote.status());
            }
        }
    }
}
