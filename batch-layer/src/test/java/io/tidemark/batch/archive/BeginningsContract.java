package io.tidemark.batch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every form of {@link Beginnings} owes. */
abstract class BeginningsContract {
    private static final String TOPIC = "events";
    private final InMemoryEventLog log = new InMemoryEventLog();

    /** As another process sees them; each call may give another object. */
    abstract Beginnings beginnings();

    @BeforeEach
    void aLogThatBeginsLater() {
        log.create(TOPIC, 2, false);
        append(0, 9);
        log.truncate(TOPIC, 0, 4);
    }

    private void append(int partition, int records) {
        for (int i = 0; i < records; i++) {
            log.append(TOPIC, partition, i, new byte[] {1});
        }
    }

    private Since sight() throws IOException {
        return beginnings().sight(TOPIC, log);
    }

    @Test
    void atFirstSightALogBeginsWhereItStartsNow() throws IOException {
        assertEquals(Optional.empty(), beginnings().of(TOPIC));
        Since since = sight();
        assertEquals(4, since.at(0).offset());
        assertEquals(0, since.at(1).offset());
        assertEquals(since, beginnings().of(TOPIC).orElseThrow());
    }

    @Test
    void whatRetentionTakesLaterMovesNoBeginning() throws IOException {
        Since first = sight();
        log.truncate(TOPIC, 0, 8);
        assertEquals(first, sight());
    }

    @Test
    void aPartitionThatIsAddedLaterBeginsAtZero() throws IOException {
        sight();
        log.addPartitions(TOPIC, 1);
        append(2, 5);
        log.truncate(TOPIC, 2, 3);
        assertEquals(0, sight().at(2).offset());
    }

    @Test
    void aTopicThatWasMadeAnewIsRefused() throws IOException {
        sight();
        log.create(TOPIC, 2, false);
        LogMismatchException refused = assertThrows(LogMismatchException.class, this::sight);
        assertTrue(
                refused.getMessage().startsWith("TM-LOG-005 topic \"events\": was re-created; its id is topic-2"),
                refused::toString);
    }

    @Test
    void whoeverComesFirstSaysItForAll() throws Exception {
        ExecutorService layers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                String topic = "topic-" + round;
                log.create(topic, 1, false);
                for (int i = 0; i < 4; i++) {
                    log.append(topic, 0, i, new byte[0]);
                }
                List<Callable<Since>> sights = new ArrayList<>();
                for (int layer = 0; layer < 4; layer++) {
                    long start = layer;
                    Beginnings its = beginnings();
                    sights.add(() -> {
                        // Retention goes on between what one layer asks and what the next does.
                        log.truncate(topic, 0, start);
                        return its.sight(topic, log);
                    });
                }
                Set<Since> told = new HashSet<>();
                for (Future<Since> one : layers.invokeAll(sights)) {
                    told.add(one.get());
                }
                assertEquals(Set.of(beginnings().of(topic).orElseThrow()), told);
            }
        } finally {
            layers.shutdownNow();
        }
    }

    @Test
    void nothingIsWrittenWhileAStartIsNotKnownOrTheTopicChanges() throws IOException {
        LogTopics unsure = new Answering(log.startOffsets(TOPIC).headMap(1), () -> {});
        assertThrows(LogUnavailableException.class, () -> beginnings().sight(TOPIC, unsure));
        LogTopics changing = new Answering(log.startOffsets(TOPIC), () -> log.create(TOPIC, 2, false));
        assertThrows(LogUnavailableException.class, () -> beginnings().sight(TOPIC, changing));
        assertEquals(Optional.empty(), beginnings().of(TOPIC));
    }

    /** Answers for the log, but for the starts, and does something when asked for those. */
    private final class Answering implements LogTopics {
        private final SortedMap<Integer, Long> starts;
        private final Runnable meanwhile;

        Answering(SortedMap<Integer, Long> starts, Runnable meanwhile) {
            this.starts = new TreeMap<>(starts);
            this.meanwhile = meanwhile;
        }

        @Override
        public LogTopic describe(String topic) {
            return log.describe(topic);
        }

        @Override
        public SortedMap<Integer, Long> startOffsets(String topic) {
            meanwhile.run();
            return starts;
        }

        @Override
        public SortedMap<Integer, Long> endOffsets(String topic) {
            return log.endOffsets(topic);
        }

        @Override
        public SortedMap<Integer, Integer> leaderEpochs(String topic) {
            return log.leaderEpochs(topic);
        }
    }
}
