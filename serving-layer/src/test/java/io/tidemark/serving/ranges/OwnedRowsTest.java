package io.tidemark.serving.ranges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.node.RowFrames;
import io.tidemark.manifest.ViewId;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.IndexedView.Whole;
import io.tidemark.serving.index.RangeAwayException;
import io.tidemark.serving.ranges.RangeQuestion.What;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two who have a range, of whom one sends some of its rows. */
final class OwnedRowsTest {
    private static final String DIGEST = "digest of the view";
    private static final Whole VIEW = new Whole(new ViewId("sales", "f"), DIGEST, 7);
    private static final int GROUPS = 40;
    private static final int TILES = 300;
    private static final int ROWS = GROUPS * TILES;
    private static final int LENGTH = 50;
    private static final int SEVERAL_FRAMES = 5_000;

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService asks = Executors.newCachedThreadPool();
    private final CountDownLatch isOver = new CountDownLatch(1);
    private final CountDownLatch isRead = new CountDownLatch(1);
    private final Map<Integer, RangeQuestion> asked = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        isOver.countDown();
        asks.shutdown();
        servers.forEach(server -> server.stop(0));
    }

    /** One that sends rows up to so many, and breaks off there if there are more. */
    private URI owner(String digest, int rows) throws IOException {
        return owner(digest, rows, () -> {});
    }

    /** One that sends rows up to so many, and nothing more until the test is over. */
    private URI silentOwner(int rows) throws IOException {
        return owner(DIGEST, rows, () -> await(isOver));
    }

    private URI owner(String digest, int rows, Runnable beforeItEnds) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        int number = servers.size();
        server.createContext(RangeEndpoint.ROWS, exchange -> {
            RangeQuestion question = RangeQuestion.of(exchange.getRequestBody().readAllBytes());
            asked.put(number, question);
            if (rows < 0) {
                beforeItEnds.run();
            }
            send(exchange, digest, question, rows, beforeItEnds);
        });
        server.setExecutor(asks);
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void send(HttpExchange exchange, String digest, RangeQuestion question, int most, Runnable beforeItEnds)
            throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        RowFrames.Writer rows = new RowFrames.Writer(digest.getBytes(StandardCharsets.UTF_8), out);
        for (int row = 0; row < ROWS; row++) {
            GroupKey group = group(row);
            if (row == most) {
                out.flush();
                if (most >= SEVERAL_FRAMES) {
                    await(isRead);
                }
                beforeItEnds.run();
                // Without the last chunk.
                throw new IOException("the process ends");
            }
            if (group.compareTo(question.groups().first()) >= 0) {
                rows.row(group, row % TILES, new ByteReader(new byte[LENGTH]));
            }
        }
        rows.end();
        exchange.close();
    }

    /** What is sent is lost where the connection ends before it is read. */
    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GroupKey group(int row) {
        return GroupKey.of(new byte[] {1, (byte) (row / TILES)});
    }

    private List<String> read(List<URI> owners) {
        return read(new RangeOwners(owners, NodePass.NONE, asks));
    }

    private List<String> read(RangeOwners owners) {
        RangeQuestion question =
                new RangeQuestion("layout", 1, VIEW, What.ROWS, TimeRange.ALL, GroupRange.ALL, List.of());
        List<String> read = new ArrayList<>();
        try (OwnedRows rows = new OwnedRows(owners, question, "range 2")) {
            while (rows.next()) {
                isRead.countDown();
                read.add(rows.group().bytes()[1] + " " + rows.row().tileMillis());
            }
        }
        return read;
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            all.add(row / TILES + " " + row % TILES);
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2_000, 5_555, 9_000, ROWS - 1})
    void rowsThatBreakOffGoOnAtTheOther(int rows) throws IOException {
        assertEquals(all(), read(List.of(owner(DIGEST, rows), owner(DIGEST, ROWS))));
        // It is not asked for what is here already, but for the rest of the group that was under way.
        assertTrue(asked.get(1).groups().first().compareTo(group(rows)) <= 0);
        assertTrue(rows < SEVERAL_FRAMES || asked.get(1).groups().first().bytes().length > 0);
    }

    /** Before it answers, before its first row, and between two. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 6_000})
    void oneThatFallsSilentCostsAQuestionToTheOther(int rows) throws IOException {
        assertEquals(all(), read(List.of(silentOwner(rows), owner(DIGEST, ROWS))));
        assertTrue(asked.containsKey(0));
    }

    @Test
    void oneThatFellSilentIsAskedLastUntilItAnswersAgain() throws IOException {
        RangeOwners owners = new RangeOwners(List.of(silentOwner(0), owner(DIGEST, ROWS)), NodePass.NONE, asks);
        assertEquals(all(), read(owners));
        asked.clear();
        assertEquals(all(), read(owners));
        assertEquals(Set.of(1), asked.keySet());
        owners.all().get(0).pace().answered(System.nanoTime());
        owners.prefer(owners.all().get(0));
        assertEquals(all(), read(owners));
        assertEquals(Set.of(0, 1), asked.keySet());
    }

    @Test
    void whoSendsAnotherViewIsNotRead() throws IOException {
        assertEquals(all(), read(List.of(owner("another", ROWS), owner(DIGEST, ROWS))));
        RangeAwayException away = assertThrows(RangeAwayException.class, () -> read(List.of(owner("another", ROWS))));
        assertEquals("range 2", away.place());
        assertTrue(away.getMessage().contains("rows of another view"), away::getMessage);
    }

    @Test
    void oneThatIsAloneIsAskedForTheRestAsLongAsItGoesFurther() throws IOException {
        URI uri = owner(DIGEST, 5_555);
        RangeAwayException away = assertThrows(RangeAwayException.class, () -> read(List.of(uri)));
        assertEquals(1, away.getMessage().split("broke off", -1).length - 1, away::getMessage);
        // It was asked for what was not there yet.
        assertTrue(asked.get(0).groups().first().bytes().length > 0);
    }

    @Test
    void whereAllBreakOffTheRangeIsAwayAndNothingIsTakenForWhole() throws IOException {
        List<URI> owners = List.of(owner(DIGEST, 6_000), owner(DIGEST, 0));
        RangeAwayException away = assertThrows(RangeAwayException.class, () -> read(owners));
        assertEquals(2, away.getMessage().split("its rows broke off", -1).length - 1, away::getMessage);
    }
}
