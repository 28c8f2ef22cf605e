package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.model.Model;
import io.tidemark.seam.Beginnings;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** PROTOCOL 26: where we began is no gap. */
class BeginningTest {
    private static final int PARTITIONS = 64;
    private static final int GONE = 5;
    private static final int THERE = 3;

    private final Model model = Visit.model();
    private final InMemoryEventLog log = new InMemoryEventLog();

    /** The first start on a topic whose retention was at work before: no run is needed for a single one of them. */
    @Test
    void partitionsWhoseStartIsGoneAreAllAnsweredByTheFirstPoll() throws IOException {
        log.create(Visit.TOPIC, PARTITIONS, false);
        for (int p = 0; p < PARTITIONS; p++) {
            append(p, GONE);
            log.truncate(Visit.TOPIC, p, GONE);
            append(p, THERE);
        }
        NoViews views = new NoViews();
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());

        node.poll();

        Coverage coverage = coverage(node, views);
        assertEquals(PARTITIONS, coverage.partitions().size());
        for (PartitionId partition : coverage.partitions().keySet()) {
            Covered covered =
                    assertInstanceOf(Covered.class, coverage.partitions().get(partition));
            assertEquals(GONE + THERE, covered.asOf());
        }
        assertEquals(
                List.of(),
                node.view().status().partitions().stream()
                        .map(PartitionStatus::faults)
                        .filter(faults -> !faults.isEmpty())
                        .toList());
        assertEquals(List.of(), node.worker().stuck());
    }

    /** What retention takes after the first sight is a gap, of that partition alone, until a run passes it. */
    @Test
    void whatIsLostLaterIsTheFaultOfItsPartitionAlone() {
        log.create(Visit.TOPIC, 2, false);
        append(0, GONE);
        append(1, GONE);
        NoViews views = new NoViews();
        new SteppedNode(model, log, views, new InMemoryStateStore());
        log.truncate(Visit.TOPIC, 0, THERE);

        SteppedNode late = new SteppedNode(model, log, views, new InMemoryStateStore());
        late.poll();
        late.learn();

        List<PartitionStatus> partitions = late.view().status().partitions().stream()
                .filter(one -> one.aggregation().equals("by-page"))
                .toList();
        assertEquals("TM-SPEED-008", partitions.get(0).faults().get(0).code());
        assertEquals(0, partitions.get(0).position());
        assertEquals(List.of(), partitions.get(1).faults());
        assertEquals(GONE, partitions.get(1).position());
    }

    /** A storage that cannot be written at the first start: an answer may not say that there is nothing. */
    @Test
    void aTopicWhoseBeginningCannotBeToldIsMissing() throws IOException {
        log.create(Visit.TOPIC, 2, false);
        append(0, THERE);
        AtomicBoolean isReadOnly = new AtomicBoolean(true);
        NoViews views = new NoViews(new Beginnings() {
            private final Beginnings kept = new InMemoryBeginnings();

            @Override
            public Optional<Since> of(String topic) throws IOException {
                return kept.of(topic);
            }

            @Override
            public Since begin(Since since) throws IOException {
                if (isReadOnly.get()) {
                    throw new IOException("Read-only file system");
                }
                return kept.begin(since);
            }
        });
        SteppedNode node = new SteppedNode(model, log, views, new InMemoryStateStore());
        node.poll();

        Coverage unknown =
                node.view().coverage(model.aggregation("by-page").orElseThrow().id(), Tidemark.START);
        for (var coverage : unknown.partitions().values()) {
            Missing missing = assertInstanceOf(Missing.class, coverage);
            assertTrue(
                    missing.reason().contains("where it began cannot be told: Read-only file system"),
                    missing.reason());
        }

        isReadOnly.set(false);
        node.worker().mend();
        node.poll();
        Coverage known = coverage(node, views);
        assertEquals(2, known.partitions().size());
        known.partitions().values().forEach(coverage -> assertInstanceOf(Covered.class, coverage));
    }

    /** From where a serving node asks while nothing is published. */
    private Coverage coverage(SteppedNode node, NoViews views) throws IOException {
        Tidemark since = views.beginnings().sight(Visit.TOPIC, log).tidemark();
        return node.view().coverage(model.aggregation("by-page").orElseThrow().id(), since);
    }

    private void append(int partition, int records) {
        for (int i = 0; i < records; i++) {
            log.append(Visit.TOPIC, partition, i, new Visit("a", i).json());
        }
    }
}
