package io.tidemark.http.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tidemark.http.ListenerLimits;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.identity.Authentication;
import io.tidemark.http.identity.Authenticator;
import io.tidemark.http.identity.Credentials;
import io.tidemark.http.identity.Principal;
import io.tidemark.http.testing.ListenerBench;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever sends requests says who they are. */
@Timeout(60)
final class DoorTest {
    /** So many are looked at or wait. */
    private static final int SIGN_INS = 18;

    private final HttpClient client = HttpClient.newHttpClient();
    private final SlowBook book = new SlowBook();
    /** Time does not pass: what was spent comes back to nobody. */
    private final Doorkeeper doorkeeper =
            Doorkeeper.of(new Authentication(List.of(book), () -> 0), Optional.empty(), List.of(), Clock.systemUTC());

    /** Knows ada, and takes as long over anybody else as it is held. */
    private static final class SlowBook implements Authenticator {
        private final CountDownLatch held = new CountDownLatch(1);

        @Override
        public boolean takes(Credentials credentials) {
            return credentials instanceof Credentials.Basic;
        }

        @Override
        public boolean takesLong() {
            return true;
        }

        @Override
        public Verdict verify(Credentials credentials) {
            if (((Credentials.Basic) credentials).user().equals("ada")) {
                return new Recognised(new Principal("ada", Set.of("read")), Instant.MAX, Instant.MAX);
            }
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Refused("is wrong");
        }

        @Override
        public long generation() {
            return 0;
        }

        @Override
        public void refresh() {
            // It never changes.
        }
    }

    private ListenerBench bench() {
        return bench(Duration.ofMinutes(1));
    }

    private ListenerBench bench(Duration patience) {
        ListenerLimits many = new ListenerLimits(64, 2, 4, patience);
        return new ListenerBench(ListenerSettings.on("127.0.0.1", 0).within(many), doorkeeper);
    }

    private HttpRequest as(ListenerBench bench, String user) {
        String basic = Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8));
        return items(bench).header("Authorization", "Basic " + basic).build();
    }

    private static HttpRequest.Builder items(ListenerBench bench) {
        return HttpRequest.newBuilder(bench.uri().resolve("items"));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private int status(HttpRequest request) {
        return send(request).join().statusCode();
    }

    @Test
    void passwordsAreLookedAtByFewAndHoldUpNobody() {
        try (ListenerBench bench = bench()) {
            assertEquals(200, status(as(bench, "ada")));
            List<CompletableFuture<HttpResponse<String>>> all = IntStream.rangeClosed(0, SIGN_INS)
                    .mapToObj(i -> send(as(bench, "user-" + i)))
                    .toList();
            HttpResponse<?> first = (HttpResponse<?>) CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new))
                    .join();
            assertEquals(503, first.statusCode(), "there is no place to wait for the last");
            assertEquals(200, status(as(bench, "ada")), "she is known");
            assertEquals(401, status(items(bench).build()));

            book.held.countDown();
            List<Integer> statuses = all.stream()
                    .map(answer -> answer.join().statusCode())
                    .sorted()
                    .toList();
            assertEquals(Collections.nCopies(SIGN_INS, 401), statuses.subList(0, SIGN_INS));
            assertEquals(503, statuses.get(SIGN_INS));
        }
    }

    @Test
    void whoHasWaitedTooLongIsNotLookedAtAnyMore() throws InterruptedException {
        Duration patience = Duration.ofSeconds(2);
        try (ListenerBench bench = bench(patience)) {
            List<CompletableFuture<HttpResponse<String>>> all = IntStream.rangeClosed(0, SIGN_INS)
                    .mapToObj(i -> send(as(bench, "user-" + i)))
                    .toList();
            // One is refused when all others are being looked at or wait.
            CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new)).join();
            Thread.sleep(2 * patience.toMillis());
            book.held.countDown();
            List<Integer> statuses = all.stream()
                    .map(answer -> answer.join().statusCode())
                    .sorted()
                    .toList();
            assertEquals(List.of(401, 401), statuses.subList(0, 2));
            assertEquals(Collections.nCopies(SIGN_INS - 1, 503), statuses.subList(2, SIGN_INS + 1));
        }
    }

    @Test
    void whoTriesPasswordsOutIsToldToWait() {
        book.held.countDown();
        try (ListenerBench bench = bench()) {
            for (int i = 0; i < 10; i++) {
                assertEquals(401, status(as(bench, "eve")));
            }
            HttpResponse<String> later = send(as(bench, "eve")).join();
            assertEquals(429, later.statusCode(), later::body);
            assertEquals("1", later.headers().firstValue("Retry-After").orElse(""));
            assertEquals(200, status(as(bench, "ada")));
        }
    }

    @Test
    void allAddressesOfANetworkOfIpv6AreCountedAsOne() throws UnknownHostException {
        assertEquals(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertNotEquals(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }

    private static String network(String address) throws UnknownHostException {
        return Door.network((Inet6Address) InetAddress.getByName(address));
    }
}
