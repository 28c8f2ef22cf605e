package io.tidemark.speed.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fold.TileTable;
import io.tidemark.groups.WantedGroups;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.NoViews;
import io.tidemark.speed.SteppedNode;
import io.tidemark.speed.Visit;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A state is asked by many threads while it is written: each sees it as it was between two records. */
class PartitionStateReadersTest {
    private static final int RECORDS = 20_000;
    private static final int READERS = 3;

    private final Model model = Visit.model();
    private final InMemoryEventLog log = new InMemoryEventLog();

    @Test
    void whateverAReaderSeesIsExactlyTheRecordsBelowItsAsOf() throws Exception {
        log.create(Visit.TOPIC, 1, false);
        SteppedNode node = new SteppedNode(model, log, new NoViews(), new InMemoryStateStore());
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Long>> reading = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                reading.add(readers.submit(() -> read(node.view(), isOver)));
            }
            for (int i = 0; i < RECORDS; i++) {
                log.append(Visit.TOPIC, 0, i / 100, new Visit("page" + i % 50, i).json());
                if (i % 70 == 0) {
                    node.poll();
                    switch (i % 3) {
                        case 0 -> node.worker().flush();
                        case 1 -> node.worker().evictTo(0);
                        default -> node.learn();
                    }
                }
            }
            isOver.set(true);
            for (Future<Long> reader : reading) {
                assertTold(reader);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private long read(RealtimeView view, AtomicBoolean isOver) {
        AggregationDefinition<?> definition = model.aggregation("by-page").orElseThrow();
        RealtimeQuery all =
                new RealtimeQuery(definition.id(), Tidemark.START, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);
        long asOf = 0;
        while (!isOver.get()) {
            RealtimeAnswer answer = view.read(all);
            Covered covered = (Covered) answer.coverage().partitions().get(log.partition(Visit.TOPIC, 0));
            assertEquals(covered.asOf(), counted(answer.rows()));
            assertEquals(covered.asOf(), seen(answer.rows()), "each once");
            assertEquals(Math.max(asOf, covered.asOf()), covered.asOf(), "it does not go back");
            asOf = covered.asOf();
            assertEquals(
                    1,
                    view.status().partitions().stream()
                            .filter(one -> one.aggregation().equals("by-page"))
                            .count());
        }
        return asOf;
    }

    private static void assertTold(Future<Long> reader) throws InterruptedException {
        try {
            reader.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static long counted(TileTable rows) {
        long visits = 0;
        for (int row = 0; row < rows.rows(); row++) {
            visits += (Long) rows.result(row, 0);
        }
        return visits;
    }

    @SuppressWarnings("unchecked")
    private static long seen(TileTable rows) {
        long positions = 0;
        for (int row = 0; row < rows.rows(); row++) {
            positions += ((Map<String, Long>) rows.result(row, 1)).size();
        }
        return positions;
    }
}
