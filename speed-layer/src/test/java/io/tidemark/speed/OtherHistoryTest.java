package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A log that was rewritten between what the speed layer and what the batch layer read of it. */
class OtherHistoryTest {
    private final Model model = Model.of(new Visits());
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final PublishedTidemarks views = new PublishedTidemarks(model);

    /** Counts visits. */
    public static final class Visits implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var visits =
                    model.stream(Visit.TOPIC, Visit.class).format(new Json()).eventTimeMillis(Visit::at);
            model.aggregation("counted").over(visits).allTime().metric("visits", Aggregators.count());
        }
    }

    @Test
    void aTidemarkOfALaterHistoryIsNeverMergedWithWhatWasFoldedOfAnEarlierOne() {
        log.create(Visit.TOPIC, 1, false);
        append(1, 2, 3, 4, 5, 6, 7, 8);
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());
        node.poll();
        PartitionId partition = log.partition(Visit.TOPIC, 0);

        // The batch layer has read records at 4 and 5 that came in place of those that were folded here.
        views.publish(partition, new LogPosition(6, LogClock.START, 3));
        node.learn();
        List<Fault> faults = node.view().status().faults();
        assertEquals(1, faults.size(), faults::toString);
        assertEquals("TM-SPEED-012", faults.get(0).code());
        assertTrue(
                faults.get(0)
                        .toString()
                        .contains("the tidemark stands at offset 6 of leader epoch 3, and the realtime state"
                                + " at offset 8 of leader epoch 0"),
                faults::toString);
        assertTrue(faults.get(0).mend().contains("tidemark reset " + Visit.TOPIC), faults::toString);
    }

    @Test
    void aTidemarkOfAnEarlierHistoryIsNeverMergedWithWhatWasFoldedOfALaterOne() {
        log.create(Visit.TOPIC, 1, false);
        append(1, 2, 3, 4, 5, 6, 7, 8);
        log.elect(Visit.TOPIC, 0, 4);
        append(9, 10);
        // The next record begins an epoch: where the state could be cut.
        append(500, 501, 502);
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());
        node.poll();
        PartitionId partition = log.partition(Visit.TOPIC, 0);

        // The batch layer has read 4 and 5 as they were before.
        LogPosition before = new LogPosition(6, LogClock.START, 0);
        ViewId id = views.publish(partition, before);
        PartitionCoverage coverage = node.view()
                .coverage(id, Tidemark.of(Map.of(partition, before)))
                .partitions()
                .get(partition);
        Missing missing = assertInstanceOf(Missing.class, coverage);
        assertTrue(missing.reason().contains("of another history of the log"), missing::reason);
        node.learn();
        assertEquals(
                List.of("TM-SPEED-012"),
                node.view().status().faults().stream().map(Fault::code).toList());
    }

    @Test
    void whatIsReadForTheSakeOfAnotherStateIsOfItsHistoryOrNotTakenIn() {
        log.create(Visit.TOPIC, 1, false);
        append(1, 2, 3, 4, 5, 6, 7, 8);
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());
        node.poll();
        log.elect(Visit.TOPIC, 0, 5);
        append(9, 10, 11, 12, 13, 14);
        PartitionId partition = log.partition(Visit.TOPIC, 0);

        // A cut inside of what is held, below what was lost: it is built again beside, from records that are there.
        LogPosition within = new LogPosition(3, LogClock.START, 0);
        ViewId id = views.publish(partition, within);
        node.learn();
        // The reader at the head of the log is refused by it, and rests.
        node.reader().remove(partition);
        node.poll();
        LogPosition heldFrom = new LogPosition(1, LogClock.START, 0);
        PartitionCoverage ofOld = node.view()
                .coverage(id, Tidemark.of(Map.of(partition, heldFrom)))
                .partitions()
                .get(partition);
        assertEquals(8, ofOld.asOf(), "what was read before goes no further");
        assertEquals(
                List.of("TM-SPEED-012"),
                node.view().status().faults().stream()
                        .map(Fault::code)
                        .distinct()
                        .toList());
    }

    @Test
    void anElectionThatLostNothingIsNoOtherHistory() {
        log.create(Visit.TOPIC, 1, false);
        append(1, 2, 3, 4);
        log.elect(Visit.TOPIC, 0);
        append(5, 6, 7, 8);
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());
        node.poll();
        PartitionId partition = log.partition(Visit.TOPIC, 0);
        for (LogPosition tidemark : List.of(
                new LogPosition(3, LogClock.START, 0),
                new LogPosition(4, LogClock.START, 1),
                new LogPosition(8, LogClock.START, 1))) {
            views.publish(partition, tidemark);
            node.learn();
            assertEquals(List.of(), node.view().status().faults(), tidemark::toString);
        }
    }

    private void append(long... times) {
        for (long time : times) {
            log.append(Visit.TOPIC, 0, time, new Visit("a", time).json());
        }
    }
}
