package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.fault.Fault;
import io.tidemark.groups.WantedGroups;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.HeldStates;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.store.FlakyDisk;
import io.tidemark.speed.store.StateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failure is its partition's alone, and costs no more than the record that it is about. */
class PartitionFailureTest {
    private static final int PARTITIONS = 2;

    private final Model model = Model.of(new Fused());
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final FlakyDisk disk = new FlakyDisk();
    private StateStore store;
    private PartitionWorker worker;
    private SpeedView view;
    private SteppedNode node;

    /** Counts visits twice; the second count throws on some. */
    public static final class Fused implements TidemarkModel {
        private static final long FICKLE_AT = 17;
        private static int fickleCalls;

        /** One for each visit, but for one on which it throws the second time that it is asked. */
        static long fickle(Visit visit) {
            if (visit.at() == FICKLE_AT && ++fickleCalls == 2) {
                throw new AssertionError("not pure");
            }
            return 1;
        }

        @Override
        public void define(ModelBuilder model) {
            var visits =
                    model.stream(Visit.TOPIC, Visit.class).format(new Json()).eventTimeMillis(Visit::at);
            model.aggregation("counted")
                    .over(visits)
                    .allTime()
                    .metric("visits", Aggregators.count())
                    .metric("fused", new Fuse())
                    .metric("fickle", Aggregators.sum(Fused::fickle));
        }
    }

    @BeforeEach
    void begin() {
        log.create(Visit.TOPIC, PARTITIONS, false);
        start();
    }

    @Test
    void aRecordOnWhichAMergeThrowsCountsInNoMetricAndIsQuarantined() {
        append(0, 10, 11, 12, Fuse.BLOWS_AT, 14);
        append(1, 20, 21, 22);

        poll();
        assertEquals(List.of(7L, 7L), counts());
        assertEquals(List.of(5L, 3L), asOf());
        assertEquals(1, view.status().quarantinedRecords());
        assertEquals(List.of(), view.status().faults());
    }

    /** Leaves partition 0 in doubt, at offset 3. */
    private void failHalfWay() {
        Fused.fickleCalls = 0;
        append(0, 10, 11);
        poll();
        worker.flush();
        append(0, 12, Fused.FICKLE_AT, 14);
        append(1, 20, 21, 22);
        poll();
    }

    @Test
    void aRecordOnWhichUserCodeFailsHalfWayCountsInNoMetricAndIsQuarantined() {
        failHalfWay();
        assertEquals(List.of(3L, 3L), counts(), "partition 0 is in doubt and is not answered, partition 1 goes on");
        String told = view.status().faults().get(0).fault();
        assertTrue(told.endsWith("in the middle of offset 3: java.lang.AssertionError: not pure"), told);

        worker.mend();
        poll();
        assertEquals(List.of(7L, 7L), counts());
        assertEquals(List.of(5L, 3L), asOf());
        assertEquals(1, view.status().quarantinedRecords());
        String reason = view.status().quarantine().get(0).reason();
        assertTrue(reason.endsWith("java.lang.AssertionError: not pure"), reason);
        assertFalse(reason.contains("HalfFolded"), reason);
        assertEquals(List.of(), view.status().faults());

        worker.flush();
        start();
        poll();
        assertEquals(List.of(7L, 7L), counts());
        assertEquals(1, view.status().quarantinedRecords());
    }

    @Test
    void aPartitionThatIsAssignedAnewWhileItFailsGoesOnAndRefusesWhatItRefused() {
        failHalfWay();
        assertEquals(List.of(3L, 3L), counts());

        // As after a fault of the reader: without a word that it was revoked.
        node.reader().remove(log.partition(Visit.TOPIC, 0));
        node.reader().add(log.partition(Visit.TOPIC, 0));
        poll();
        assertEquals(List.of(7L, 7L), counts());
        assertEquals(List.of(5L, 3L), asOf());
        assertEquals(1, view.status().quarantinedRecords());
        assertEquals(List.of(), view.status().faults());
    }

    @Test
    void whatCannotBeOpenedAnewIsWrittenAndRestsWhenItMovesAway() {
        PartitionId moving = log.partition(Visit.TOPIC, 0);
        append(0, 1, 2);
        poll();
        disk.failAfter(0);
        node.reader().remove(moving);
        node.reader().add(moving);
        assertEquals("TM-SPEED-003", view.status().faults().get(0).code());

        node.reader().revoke(moving);
        HeldStates states = node.context().states();
        assertEquals(
                List.of(moving),
                states.resting().stream().map(PartitionState::id).toList());
        assertEquals(List.of(2L, 0L), asOf());

        store.mend();
        node.reader().add(moving);
        assertEquals(List.of(2L, 0L), asOf(), "it is gone on with");
        worker.flush();
        start();
        assertEquals(List.of(2L, 0L), asOf());
    }

    @Test
    void aRecordOnWhichTheStoreFailsIsStillToCome() {
        append(0, 1, 2);
        poll();
        worker.evictTo(0);
        append(0, 3);
        append(1, 4, 5);
        disk.failAfter(0);

        poll();
        assertEquals(List.of(4L, 4L), counts(), "what is whole is answered, up to the record that failed");
        assertEquals(List.of(2L, 2L), asOf());
        assertEquals("TM-SPEED-003", view.status().faults().get(0).code());
        assertEquals(
                List.of("TM-SPEED-003"),
                view.status().partitions().get(0).faults().stream()
                        .map(Fault::code)
                        .toList());
        assertEquals(List.of(), view.status().partitions().get(1).faults(), "partition 1 goes on");

        worker.mend();
        poll();
        assertEquals(List.of(5L, 5L), counts());
        assertEquals(List.of(), view.status().faults());
    }

    @Test
    void whileTheDiskIsFullNothingMoreIsReadAndAfterwardsAllGoesOnWithoutARestart() {
        append(0, 1, 2);
        append(1, 3);
        poll();
        disk.fill();
        worker.flush();
        append(0, 4, 5, 6);
        append(1, 7);
        for (int i = 0; i < 20; i++) {
            worker.mend();
            poll();
            worker.flush();
            worker.evictTo(0);
        }
        assertEquals(List.of(2L, 1L), asOf(), "memory is bounded by what there was");
        assertEquals(List.of(3L, 3L), counts(), "which is answered");
        assertEquals(
                "cannot be written to, it fails", view.status().faults().get(0).fault());

        disk.free();
        mendAll();
        assertEquals(List.of(7L, 7L), counts());
        assertEquals(List.of(), view.status().faults());
        worker.flush();
        start();
        assertEquals(List.of(5L, 2L), asOf(), "and is durable");
    }

    @Test
    void whatTheDiskLostIsReadAgain() {
        append(0, 1, 2);
        poll();
        worker.flush();
        append(0, 3, 4);
        poll();
        worker.evictTo(0);
        append(1, 5);
        poll();
        disk.failAfter(0);
        worker.flush();
        disk.lose(3);

        store.mend();
        assertEquals(List.of(), results(), "nothing is answered from what builds on what is lost");
        mendAll();
        assertEquals(List.of(5L, 5L), counts());
    }

    private void mendAll() {
        for (int i = 0; i < 20; i++) {
            worker.flush();
            worker.mend();
            poll();
        }
    }

    private List<Object> results() {
        RealtimeAnswer answer = answer();
        return answer.rows().rows() == 0 ? List.of() : List.of(answer.rows().result(0, 0));
    }

    @Test
    void stateOfAnotherLogIsAFaultOfItsPartitionsAndEndsNothing() {
        append(0, 1);
        append(1, 2);
        poll();
        worker.flush();
        worker.close();
        log.create(Visit.TOPIC, PARTITIONS, false);
        append(0, 1);
        append(1, 2);

        start();
        poll();

        assertEquals(1, view.status().faults().size(), "said once: it is the topic's");
        assertEquals(2, view.status().partitions().size(), "and of each partition");
        assertTrue(
                view.status().partitions().stream().allMatch(one -> one.lag().isEmpty()),
                "whose lag is not known, since their position is not");
        assertEquals(List.of(0L, 0L), asOf(), "which are missing, from the tidemark on");
        assertTrue(view.status().faults().stream()
                .allMatch(fault -> fault.toString().contains("TM-SPEED-004")));
    }

    private void start() {
        store = disk.store();
        node = new SteppedNode(model, log, new NoViews(), store);
        worker = node.worker();
        view = node.view();
    }

    private void append(int partition, long... times) {
        for (long time : times) {
            log.append(Visit.TOPIC, partition, time, new Visit("a", time).json());
        }
    }

    private void poll() {
        node.poll();
    }

    private List<Long> counts() {
        RealtimeAnswer answer = answer();
        return List.of((Long) answer.rows().result(0, 0), (Long) answer.rows().result(0, 1));
    }

    private List<Long> asOf() {
        return answer().coverage().partitions().values().stream()
                .map(PartitionCoverage::asOf)
                .toList();
    }

    private RealtimeAnswer answer() {
        return view.read(new RealtimeQuery(
                model.aggregation("counted").orElseThrow().id(),
                Tidemark.START,
                Optional.empty(),
                WantedGroups.ALL,
                TimeRange.ALL));
    }
}
