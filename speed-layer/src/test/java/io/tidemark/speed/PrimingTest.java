package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.fault.Fault;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.speed.store.FlakyDisk;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State that begins at a tidemark takes no record before its operator knows what it has to, and all of them then. */
class PrimingTest {
    private static final int TIDEMARK = 6;
    private static final int END = 10;

    private final Model model = Model.of(new Visitors());
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final PublishedTidemarks views = new PublishedTidemarks(model);
    private final FlakyDisk disk = new FlakyDisk();

    /** Counts each page once. */
    public static final class Visitors implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var visits =
                    model.stream(Visit.TOPIC, Visit.class).format(new Json()).eventTimeMillis(Visit::at);
            model.aggregation("pages")
                    .over(visits)
                    .distinctBy(Visit::page)
                    .inOnePartition()
                    .within(Duration.ofDays(1))
                    .allTime()
                    .metric("pages", Aggregators.count());
        }
    }

    @BeforeEach
    void publish() {
        log.create(Visit.TOPIC, 1, false);
        for (int i = 0; i < END; i++) {
            log.append(Visit.TOPIC, 0, i, new Visit("page-" + i, i).json());
        }
        views.publish(log.partition(Visit.TOPIC, 0), new LogPosition(TIDEMARK, LogClock.at(TIDEMARK - 1), 0));
    }

    @Test
    void whatCouldNotBeReadIsReadAgainWithoutANewTidemark() {
        views.failToRemember(2);
        SteppedNode node = new SteppedNode(model, log, views, disk.store());
        node.poll();
        assertEquals(TIDEMARK, status(node).position());
        assertEquals(
                List.of("TM-SPEED-014"),
                status(node).faults().stream().map(Fault::code).toList());
        assertEquals(0, status(node).replaying(), "it has yet to begin");

        mendAndPoll(node, 2);
        assertEquals(END, status(node).position());
        assertEquals(List.of(), status(node).faults());
        assertEquals(1, status(node).replaying());
    }

    @Test
    void aFailureOfTheStoreMeanwhileTakesNoRecordAway() {
        views.failToRemember(1);
        SteppedNode node = new SteppedNode(model, log, views, disk.store());
        // The reader goes by what it may not take yet.
        node.poll();
        disk.fill();
        node.worker().learn();
        assertEquals(
                List.of("TM-SPEED-003"),
                node.view().status().faults().stream().map(Fault::code).toList());

        disk.free();
        mendAndPoll(node, 2);
        assertEquals(END, status(node).position());
        assertEquals(List.of(), status(node).faults());
    }

    private static void mendAndPoll(SteppedNode node, int times) {
        for (int i = 0; i < times; i++) {
            node.worker().mend();
            node.poll();
        }
    }

    private static PartitionStatus status(SteppedNode node) {
        return node.view().status().partitions().get(0);
    }
}
