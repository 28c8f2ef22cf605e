package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.testing.ListenerBench;
import io.tidemark.http.testing.RawClient;
import io.tidemark.http.testing.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sends or reads slowly, or only holds on, costs nobody else anything, and is let go. */
@Timeout(60)
final class SlowStrangersTest {
    private static final int MANY = 12;

    private ListenerBench bench;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        bench = new ListenerBench(
                ListenerSettings.on("127.0.0.1", 0).within(new ListenerLimits(16, 2, 4, Duration.ofSeconds(3))));
    }

    @AfterEach
    void stop() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        bench.close();
    }

    private RawClient client() throws IOException {
        RawClient client = bench.raw();
        clients.add(client);
        return client;
    }

    private String start(String request) {
        return request + " HTTP/1.1\r\nHost: " + bench.host() + "\r\n";
    }

    private void assertOthersAreAnswered() throws IOException {
        try (RawClient other = bench.raw()) {
            long began = System.nanoTime();
            for (String path : new String[] {"/items", "/worker"}) {
                assertEquals(
                        200, other.send(start("GET " + path) + "\r\n").answer().status());
            }
            String post = start("POST /items") + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
            assertEquals("2 bytes", other.send(post).answer().body());
            assertTrue(System.nanoTime() - began < 2_500_000_000L, "others wait");
        }
    }

    @Test
    void howABusyNodeFaresIsToldAtOnceAndItIsSteered() throws IOException {
        List<RawClient> askers = new ArrayList<>();
        // Two at work and four that wait, which is all that is taken on.
        for (int i = 0; i < 6; i++) {
            askers.add(client().send(start("GET /held") + "\r\n"));
        }
        bench.awaitHeld(2);
        long began = System.nanoTime();
        RawClient operator = client();
        assertEquals(
                "well", operator.send(start("GET /fares") + "\r\n").answer().body());
        String post = start("POST /steered") + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        assertEquals("2 bytes", operator.send(post).answer().body());
        assertTrue(System.nanoTime() - began < 1_000_000_000L, "an operator waits");
        bench.letGo.countDown();
        for (RawClient each : askers) {
            assertEquals("let go", each.answer().body());
        }
    }

    @Test
    void aBodyThatComesSlowlyHoldsNoWorkerAndIsToldSo() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            slow.add(client().send(
                            start("POST /items") + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));
        }
        assertOthersAreAnswered();
        for (int i = 0; i < 8; i++) {
            Thread.sleep(100);
            for (RawClient each : slow) {
                each.send(" ");
            }
        }
        for (RawClient each : slow) {
            Answer answer = each.answer();
            assertEquals(408, answer.status());
            assertTrue(answer.body().contains("TM-HTTP-052"), answer.body());
            assertTrue(answer.ends());
            assertTrue(each.hasEnded());
        }
    }

    @Test
    void aHeadThatComesSlowlyEnds() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            slow.add(client().send(start("GET /items")));
        }
        // One that has asked before is no better.
        RawClient after = client().send(start("GET /items") + "\r\n");
        assertEquals(200, after.answer().status());
        slow.add(after.send("GET /it"));
        assertOthersAreAnswered();
        awaitEnd(slow);
    }

    @Test
    void aConnectionOverWhichNothingIsAskedEnds() throws Exception {
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            silent.add(client());
        }
        assertOthersAreAnswered();
        awaitEnd(silent);
    }

    private static void awaitEnd(List<RawClient> slow) throws Exception {
        long end = System.nanoTime() + 20_000_000_000L;
        List<RawClient> open = new ArrayList<>(slow);
        while (!open.isEmpty()) {
            assertTrue(System.nanoTime() < end, open.size() + " are still open");
            Thread.sleep(100);
            List<RawClient> still = new ArrayList<>();
            for (RawClient each : open) {
                try {
                    each.send("x");
                    still.add(each);
                } catch (IOException ended) {
                    // As it must.
                }
            }
            open = still;
        }
    }

    @Test
    void whoHoldsAllConnectionsIsLetGoForWhoAsks() throws Exception {
        for (int i = 0; i < 100; i++) {
            RawClient idle = client();
            if (i % 2 == 0) {
                assertEquals(
                        200, idle.send(start("GET /items") + "\r\n").answer().status());
            }
        }
        assertOthersAreAnswered();
        // Several come at once, and each lets one go when it is there.
        for (int i = 0; i < 500 && bench.connections() > 16; i++) {
            Thread.sleep(10);
        }
        assertTrue(bench.connections() <= 16, bench.connections() + " are connected");
    }

    @Test
    void whoReadsSlowlyHoldsUpNobody() throws IOException {
        for (int i = 0; i < MANY; i++) {
            client().send(start("GET /large") + "\r\n");
        }
        assertOthersAreAnswered();
    }

    @Test
    void whoFollowsIsNotTakenForOneWhoIsSlow() throws Exception {
        RawClient follower = client().send(start("GET /endless") + "\r\n");
        RawClient keeping = client();
        for (int i = 0; i < 8; i++) {
            assertEquals(
                    200, keeping.send(start("GET /items") + "\r\n").answer().status());
            Thread.sleep(600);
        }
        assertEquals(2, bench.connections());
        follower.close();
    }

    @Test
    void whoFollowsWithoutReadingHoldsUpNobody() throws IOException {
        for (int i = 0; i < MANY; i++) {
            client().send(start("GET /endless") + "\r\n");
        }
        assertOthersAreAnswered();
    }
}
