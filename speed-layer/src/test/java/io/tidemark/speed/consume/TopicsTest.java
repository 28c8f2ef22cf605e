package io.tidemark.speed.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.model.Model;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.PartitionId;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is known of a topic while its log answers, and while it does not. */
class TopicsTest {
    private static final String TOPIC = "visits";
    private static final TidemarkModel MODEL = model -> {
        var visits = model.stream(TOPIC, Visited.class).eventTime(Visited::at);
        model.aggregation("counted").over(visits).allTime().metric("visits", Aggregators.count());
    };

    private final InMemoryEventLog log = new InMemoryEventLog();
    private final SilentAtTimes asked = new SilentAtTimes(log);
    private long nanos = 7;
    private final Topics topics = new Topics(Model.of(MODEL), asked, () -> nanos);

    record Visited(Instant at) {}

    private static final class SilentAtTimes implements LogTopics {
        private final LogTopics log;
        private boolean silent;
        private Set<Integer> leaderless = Set.of();

        SilentAtTimes(LogTopics log) {
            this.log = log;
        }

        private LogTopics log() {
            if (silent) {
                throw new LogUnavailableException("topic \"" + TOPIC + "\"", "Kafka did not answer in time", null);
            }
            return log;
        }

        @Override
        public LogTopic describe(String topic) {
            return log().describe(topic);
        }

        @Override
        public SortedMap<Integer, Long> startOffsets(String topic) {
            return led(log().startOffsets(topic));
        }

        @Override
        public SortedMap<Integer, Long> endOffsets(String topic) {
            return led(log().endOffsets(topic));
        }

        /** As of partitions that have a leader. */
        private SortedMap<Integer, Long> led(SortedMap<Integer, Long> offsets) {
            SortedMap<Integer, Long> led = new TreeMap<>(offsets);
            led.keySet().removeAll(leaderless);
            return led;
        }

        @Override
        public SortedMap<Integer, Integer> leaderEpochs(String topic) {
            return log().leaderEpochs(topic);
        }
    }

    @Test
    void theEndOfALogIsUnknownBeforeItIsHeardAndOnceTheLogIsSilent() {
        log.create(TOPIC, 1, false);
        PartitionId partition = log.partition(TOPIC, 0);
        assertEquals(-1, topics.logEnd(partition));
        log.append(TOPIC, 0, 1, new byte[] {1});
        topics.refresh();
        assertEquals(1, topics.logEnd(partition));

        asked.silent = true;
        assertThrows(LogUnavailableException.class, topics::refresh);
        nanos += Topics.HEARD_FOR.toNanos() - 1;
        assertEquals(1, topics.logEnd(partition), "it was heard just now");
        nanos++;
        assertEquals(-1, topics.logEnd(partition), "more may have come since");
        assertEquals(1, topics.partitionCount(TOPIC).get(partition.log()), "a partition is not lost");
        assertEquals(0, topics.logStart(partition));

        asked.silent = false;
        log.append(TOPIC, 0, 2, new byte[] {1});
        topics.refresh();
        assertEquals(2, topics.logEnd(partition));
    }

    @Test
    void aPartitionWithoutALeaderIsNamedAndTheOthersAreKnownAllTheSame() {
        log.create(TOPIC, 2, false);
        log.append(TOPIC, 0, 1, new byte[] {1});
        log.append(TOPIC, 1, 1, new byte[] {1});
        log.truncate(TOPIC, 1, 1);
        topics.refresh();

        asked.leaderless = Set.of(1);
        log.append(TOPIC, 0, 2, new byte[] {1});
        LogUnavailableException named = assertThrows(LogUnavailableException.class, topics::refresh);
        assertEquals("topic \"visits\"", named.fault().place());
        assertTrue(named.getMessage().contains("has no leader at present of partitions [1]"), named::getMessage);
        assertEquals(2, topics.logEnd(log.partition(TOPIC, 0)));
        assertEquals(-1, topics.logEnd(log.partition(TOPIC, 1)));
        assertEquals(1, topics.logStart(log.partition(TOPIC, 1)), "where it began is known from before");

        asked.leaderless = Set.of();
        topics.refresh();
        assertEquals(1, topics.logEnd(log.partition(TOPIC, 1)));
    }
}
