package io.tidemark.speed.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.speed.NoViews;
import io.tidemark.speed.SteppedNode;
import io.tidemark.speed.Visit;
import io.tidemark.speed.generation.GenerationCodec;
import io.tidemark.speed.generation.StoredGenerations;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MovedStatesTest {
    private static final int RECORDS = 4;

    private final Model model = Visit.model();
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final InMemoryStateStore store = new InMemoryStateStore();
    private SteppedNode node;
    private MovedStates moved;
    private PartitionId kept;
    private PartitionId gone;

    @BeforeEach
    void onePartitionMovesAway() {
        log.create(Visit.TOPIC, 2, false);
        for (int i = 0; i < RECORDS; i++) {
            log.append(Visit.TOPIC, 0, i, new Visit("a", i).json());
            log.append(Visit.TOPIC, 1, i, new Visit("a", i).json());
        }
        node = new SteppedNode(model, log, new NoViews(), store);
        moved = new MovedStates(node.context(), model);
        kept = log.partition(Visit.TOPIC, 0);
        gone = log.partition(Visit.TOPIC, 1);
        node.poll();
        node.worker().flush();
        node.reader().revoke(gone);
        // Another node has taken it over.
        node.context().states().resting().forEach(node.context().states()::handedOver);
    }

    @Test
    void itsStateIsUsedAgainWhenItComesBack() {
        assertEquals(0, sweepAt(RECORDS - 1));
        assertEquals(Set.of(kept, gone), stored());

        node.reader().add(gone);

        assertEquals(
                Set.of((long) RECORDS),
                new HashSet<>(node.view().status().partitions().stream()
                        .map(PartitionStatus::position)
                        .toList()));
    }

    @Test
    void itsStateIsDeletedOnceATidemarkHasPassedIt() {
        int ofBoth = partials();

        assertEquals(model.aggregations().size(), sweepAt(RECORDS));

        assertEquals(Set.of(kept), stored());
        assertEquals(ofBoth / 2, partials(), "its partials too; both partitions have the same records");
        assertEquals(0, sweepAt(RECORDS));
    }

    @Test
    void whatNoDefinitionOwnsIsDeletedToo() {
        Model other = new Model("other", model.streams(), model.aggregations().subList(0, 1));

        assertEquals(1, new MovedStates(node.context(), other).sweep((definition, partition) -> LogPosition.ZERO));

        assertEquals(Set.of(kept, gone), stored());
    }

    @Test
    void whatIsOfALogThatHasEndedIsDeletedToo() {
        StateContext ended = node.context().without(log -> log.equals(gone.log()));

        assertEquals(
                model.aggregations().size(),
                new MovedStates(ended, model).sweep((definition, partition) -> LogPosition.ZERO));

        assertEquals(Set.of(kept), stored(), "the other is held");
    }

    private int sweepAt(long offset) {
        return moved.sweep((definition, partition) -> new LogPosition(offset, LogClock.at(0), -1));
    }

    private int partials() {
        int[] partials = {0};
        store.scan(new byte[] {'P'}, new byte[] {'P' + 1}, (key, value) -> {
            partials[0]++;
            return true;
        });
        return partials[0];
    }

    private Set<PartitionId> stored() {
        Set<PartitionId> stored = new HashSet<>();
        node.context().stored().forEach(new StoredGenerations.Visitor() {
            @Override
            public void visit(int generation, GenerationCodec.Stored found) {
                stored.add(found.partition());
            }

            @Override
            public void damaged(int generation) {
                throw new AssertionError("damaged: " + generation);
            }
        });
        return stored;
    }
}
