package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.seam.RealtimeStatus;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.testkit.InMemoryEventLog;
import org.junit.jupiter.api.Test;

/** A record without a value is no bad record: positions go past it (PROTOCOL 22), and it is counted apart. */
class TombstonesTest {
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final InMemoryStateStore store = new InMemoryStateStore();

    @Test
    void theyAreCountedOnceAndNeverQuarantined() {
        log.create(Visit.TOPIC, 1, false);
        log.append(Visit.TOPIC, 0, 1, new Visit("a", 1).json());
        log.append(Visit.TOPIC, 0, 2, null);
        log.append(Visit.TOPIC, 0, 3, null);
        SteppedNode node = new SteppedNode(Visit.model(), log, new NoViews(), store);
        node.poll();
        assertTombstones(2, node);
        node.learn();

        log.append(Visit.TOPIC, 0, 4, null);
        SteppedNode again = new SteppedNode(Visit.model(), log, new NoViews(), store);
        again.poll();
        assertTombstones(3, again);
    }

    private static void assertTombstones(int tombstones, SteppedNode node) {
        RealtimeStatus status = node.view().status();
        assertEquals(tombstones, status.tombstones());
        assertEquals(0, status.quarantinedRecords());
        status.partitions().forEach(one -> {
            assertEquals(1 + tombstones, one.position());
            assertEquals(tombstones, one.logClockMillis());
        });
    }
}
