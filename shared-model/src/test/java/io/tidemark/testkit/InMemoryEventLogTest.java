package io.tidemark.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.fault.Faults;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopics;
import io.tidemark.testkit.contract.LogReaderContract;
import io.tidemark.testkit.contract.TestLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The log in memory is as unkind as Kafka. */
class InMemoryEventLogTest {
    private final InMemoryEventLog log = new InMemoryEventLog();

    @TestFactory
    Stream<DynamicTest> itsReaderKeepsTheContract() {
        return new LogReaderContract(new InMemory(log), "orders")
                .cases().entrySet().stream().map(test -> DynamicTest.dynamicTest(test.getKey(), test.getValue()::run));
    }

    /** A leader that had not all of it: what came back is another history from there on. */
    @Test
    void tailThatWasLostAndWrittenAnewIsRefusedAndAnElectionThatLostNothingIsNot() {
        log.create("t", 1, false);
        append("t", 0, "a", "b", "c");
        List<String> read = new ArrayList<>();
        InMemoryLogReader reader = log.reader(taking(read), 2);
        reader.add(log.partition("t", 0));
        reader.poll(Duration.ZERO);
        reader.poll(Duration.ZERO);
        log.elect("t", 0);
        append("t", 0, "d");
        reader.poll(Duration.ZERO);
        assertEquals(List.of("a", "b", "c", "d"), read);
        log.elect("t", 0, 2);
        append("t", 0, "C", "D", "E");
        LogMismatchException refused = assertThrows(LogMismatchException.class, () -> reader.poll(Duration.ZERO));
        assertEquals("TM-LOG-003", refused.fault().code());
        assertEquals(List.of("a", "b", "c", "d"), read);
    }

    private void append(String topic, int partition, String... texts) {
        for (String text : texts) {
            log.append(topic, partition, 0, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static LogReader.Listener taking(List<String> read) {
        return new LogReader.Listener() {
            @Override
            public Optional<LogPosition> assigned(PartitionId partition) {
                return Optional.of(LogPosition.ZERO);
            }

            @Override
            public void revoked(PartitionId partition) {
                // Nothing is held.
            }

            @Override
            public void read(LogBatch batch) {
                for (int i = 0; i < batch.size(); i++) {
                    read.add(new String(batch.bytes(i), StandardCharsets.UTF_8));
                }
            }

            @Override
            public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
                return Optional.of(new LogPosition(logStart, LogClock.START, -1));
            }
        };
    }

    private record InMemory(InMemoryEventLog log) implements TestLog {
        @Override
        public LogTopics topics() {
            return log;
        }

        @Override
        public void create(String topic, int partitions) {
            log.create(topic, partitions, false);
        }

        @Override
        public void delete(String topic) {
            log.delete(topic);
        }

        @Override
        public void append(String topic, int partition, String... texts) {
            for (String text : texts) {
                log.append(topic, partition, 0, text.getBytes(StandardCharsets.UTF_8));
            }
        }

        private InMemoryEventLog.Transaction begin(String topic, int partition, String... texts) {
            InMemoryEventLog.Transaction transaction = log.transaction(topic, partition);
            for (String text : texts) {
                transaction.append(0, text.getBytes(StandardCharsets.UTF_8));
            }
            return transaction;
        }

        @Override
        public void appendAndCommit(String topic, int partition, String... texts) {
            begin(topic, partition, texts).commit();
        }

        @Override
        public void appendAndAbort(String topic, int partition, String... texts) {
            begin(topic, partition, texts).abort();
        }

        @Override
        public Runnable appendAndHang(String topic, int partition, String... texts) {
            return begin(topic, partition, texts)::abort;
        }

        @Override
        public void createCompacted(String topic) {
            log.create(topic, 1, false);
        }

        @Override
        public void appendAndCompact(String topic, String... texts) {
            append(topic, 0, texts);
            Map<Character, Long> newest = new HashMap<>();
            for (InMemoryEventLog.Entry entry : log.everything(topic, 0)) {
                Long older = newest.put((char) entry.value()[0], entry.offset());
                if (older != null) {
                    log.compactAway(topic, 0, older);
                }
            }
        }

        @Override
        public void elect(String topic) {
            for (int p = 0; p < log.describe(topic).partitions(); p++) {
                log.elect(topic, p);
            }
        }

        @Override
        public void truncate(String topic, int partition, long newStart) {
            log.truncate(topic, partition, newStart);
        }

        @Override
        public LogReader open(Set<PartitionId> partitions, LogReader.Listener listener, Faults faults) {
            InMemoryLogReader reader = log.reader(listener, 7, faults);
            partitions.forEach(reader::add);
            return reader;
        }
    }
}
