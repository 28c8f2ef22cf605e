package io.tidemark.testkit.contract;

import io.tidemark.log.LogReader;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What every {@link LogReader} owes its listener, tried on a log: a reader on Kafka and one on a log in memory pass the same
 * cases. Each case throws {@link AssertionError} with what was seen.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *     return new LogReaderContract(log, "orders").cases().entrySet().stream()
 *             .map(test -> DynamicTest.dynamicTest(test.getKey(), test.getValue()::run));
 * }
 * }</pre>
 */
public final class LogReaderContract {

    private final TestLog log;
    private final String prefix;
    private int topics;

    /** @param prefix what the names of the topics that it makes begin with */
    public LogReaderContract(TestLog log, String prefix) {
        this.log = log;
        this.prefix = prefix;
    }

    /** All cases by their names, in the order in which they are read best. */
    public Map<String, Runnable> cases() {
        Map<String, Runnable> cases = new LinkedHashMap<>();
        cases.put("everyRecordIsPassedOnOnceAndInItsOrder", this::everyRecordIsPassedOnOnceAndInItsOrder);
        cases.put("listenerThatThrowsOnceCostsNoRecord", this::listenerThatThrowsOnceCostsNoRecord);
        cases.put("partitionThatFailsLeavesTheOthersReading", this::partitionThatFailsLeavesTheOthersReading);
        cases.put("partitionThatCannotBeginIsTriedAgain", this::partitionThatCannotBeginIsTriedAgain);
        cases.put("partitionIsReadFromWhereItWasSought", this::partitionIsReadFromWhereItWasSought);
        cases.put("partitionThatIsPausedIsNotRead", this::partitionThatIsPausedIsNotRead);
        cases.put("abortedTransactionsAreHoles", this::abortedTransactionsAreHoles);
        cases.put("hangingTransactionHoldsBackWhatComesAfterIt", this::hangingTransactionHoldsBackWhatComesAfterIt);
        cases.put("positionReachesTheEndBehindAMarker", this::positionReachesTheEndBehindAMarker);
        cases.put("positionReachesTheEndOfALogWithoutRecords", this::positionReachesTheEndOfALogWithoutRecords);
        cases.put("whatCompactionTookIsAHole", this::whatCompactionTookIsAHole);
        cases.put("retentionIsTold", this::retentionIsTold);
        cases.put("positionOfAnotherHistoryIsRefused", this::positionOfAnotherHistoryIsRefused);
        cases.put("positionBeyondTheEndIsRefused", this::positionBeyondTheEndIsRefused);
        cases.put("topicThatWasMadeAnewIsNotMixedIn", this::topicThatWasMadeAnewIsNotMixedIn);
        return cases;
    }

    // ---------------------------------------------------------------- the cases

    private void everyRecordIsPassedOnOnceAndInItsOrder() {
        String topic = create(2);
        append(topic, 0, 0, 50);
        append(topic, 1, 0, 30);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.until(() -> reading.count() == 80);
            append(topic, 1, 30, 50);
            reading.until(() -> reading.count() == 100);
            reading.expect(0, texts(0, 50));
            reading.expect(1, texts(0, 50));
            reading.quietly(() -> reading.count() == 100);
            LogReading.equal(List.of(), reading.faults.standing(), "faults");
        }
    }

    private void listenerThatThrowsOnceCostsNoRecord() {
        List<Supplier<Throwable>> failures = List.of(
                () -> new LogUnavailableException("store", "is away", null),
                () -> new IllegalStateException("a bug"),
                () -> new AssertionError("a user's"),
                StackOverflowError::new);
        for (int i = 0; i < failures.size(); i++) {
            String topic = create(2);
            append(topic, 0, 0, 20);
            append(topic, 1, 0, 20);
            try (LogReading reading = new LogReading(log, topic, 2)) {
                reading.failOnce.put(i % 2, failures.get(i).get());
                reading.until(() -> reading.count() == 40);
                append(topic, 0, 20, 30);
                append(topic, 1, 20, 30);
                reading.until(() -> reading.count() == 60);
                reading.expect(0, texts(0, 30));
                reading.expect(1, texts(0, 30));
                reading.until(() -> reading.faults.standing().isEmpty());
                LogReading.equal(1, reading.raised.size(), "faults that came up: " + reading.raised);
            }
        }
    }

    private void partitionThatFailsLeavesTheOthersReading() {
        String topic = create(2);
        append(topic, 0, 0, 20);
        append(topic, 1, 0, 20);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.failing.add(0);
            reading.until(() -> reading.count() == 20 && reading.raised.size() == 1);
            append(topic, 1, 20, 40);
            reading.until(() -> reading.count() == 40);
            LogReading.equal(List.of(), reading.texts(0), "what was taken of the partition that fails");
            LogReading.equal(
                    "partition " + topic + "-0",
                    reading.faults.standing().get(0).place(),
                    "place");
            reading.failing.clear();
            reading.until(() -> reading.count() == 60);
            reading.expect(0, texts(0, 20));
            reading.until(() -> reading.faults.standing().isEmpty());
        }
    }

    private void partitionThatCannotBeginIsTriedAgain() {
        String topic = create(2);
        append(topic, 0, 0, 5);
        append(topic, 1, 0, 5);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.notBeginning.add(1);
            reading.until(() -> reading.count() == 5 && reading.raised.size() == 1);
            reading.notBeginning.clear();
            reading.until(() -> reading.count() == 10);
            reading.until(() -> reading.faults.standing().isEmpty());
        }
    }

    private void partitionIsReadFromWhereItWasSought() {
        String topic = create(1);
        append(topic, 0, 0, 20);
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.count() == 20);
            reading.again(0, 12);
            reading.until(() -> reading.count() == 20);
            reading.expect(0, texts(0, 20));
        }
    }

    private void partitionThatIsPausedIsNotRead() {
        String topic = create(2);
        append(topic, 0, 0, 5);
        append(topic, 1, 0, 5);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.until(() -> reading.count() == 10);
            reading.reader.pause(reading.id(0));
            append(topic, 0, 5, 10);
            append(topic, 1, 5, 10);
            reading.until(() -> reading.count() == 15);
            reading.quietly(() -> reading.count() == 15);
            reading.again(0, 5);
            reading.until(() -> reading.count() == 20);
        }
    }

    private void abortedTransactionsAreHoles() {
        String topic = create(1);
        append(topic, 0, 0, 2);
        log.appendAndAbort(topic, 0, "x", "y");
        append(topic, 0, 2, 4);
        log.appendAndCommit(topic, 0, texts(4, 6));
        log.appendAndAbort(topic, 0, "z");
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.count() == 6
                    && reading.end(0) == log.topics().endOffsets(topic).get(0));
            reading.expect(0, texts(0, 6));
        }
    }

    private void hangingTransactionHoldsBackWhatComesAfterIt() {
        String topic = create(2);
        append(topic, 0, 0, 2);
        Runnable abort = log.appendAndHang(topic, 0, "x", "y");
        append(topic, 0, 2, 4);
        append(topic, 1, 0, 3);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.until(() -> reading.count() == 5);
            reading.quietly(() -> reading.count() == 5 && reading.end(0) == 2);
            abort.run();
            reading.until(() -> reading.count() == 7);
            reading.expect(0, texts(0, 4));
        }
    }

    private void positionReachesTheEndBehindAMarker() {
        String topic = create(1);
        log.appendAndCommit(topic, 0, texts(0, 3));
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.count() == 3 && reading.end(0) == 4);
            LogReading.equal(4L, log.topics().endOffsets(topic).get(0), "end");
        }
    }

    private void positionReachesTheEndOfALogWithoutRecords() {
        String topic = create(1);
        log.appendAndAbort(topic, 0, "x", "y", "z");
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.end(0) == 4);
            LogReading.equal(0, reading.count(), "records");
            append(topic, 0, 0, 1);
            reading.until(() -> reading.count() == 1 && reading.end(0) == 5);
        }
    }

    private void whatCompactionTookIsAHole() {
        String topic = prefix + "-" + ++topics;
        log.createCompacted(topic);
        log.appendAndCompact(topic, "a1", "b1", "a2", "c1", "b2", "z1");
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.end(0) == log.topics().endOffsets(topic).get(0));
            LogReading.equal(
                    List.of("a2", "c1", "b2", "z1"),
                    reading.texts(0).stream().distinct().toList(),
                    "partition 0");
        }
    }

    private void retentionIsTold() {
        String topic = create(2);
        append(topic, 0, 0, 30);
        append(topic, 1, 0, 10);
        log.truncate(topic, 0, 20);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.places.put(reading.id(0), new LogPosition(5, LogClock.START, 0));
            reading.until(() -> reading.count() == 20);
            LogReading.equal(List.of("0: 5 to 20"), reading.truncations, "truncations");
            reading.expect(0, texts(20, 30));
            LogReading.equal(List.of(), reading.faults.standing(), "faults");
        }
    }

    private void positionOfAnotherHistoryIsRefused() {
        String topic = create(2);
        append(topic, 0, 0, 30);
        append(topic, 1, 0, 10);
        log.elect(topic);
        append(topic, 0, 30, 50);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            // The leader epoch that it was reached in ended at 30: what was read from there on was lost, and written
            // anew.
            reading.places.put(reading.id(0), new LogPosition(35, LogClock.START, 0));
            reading.until(() -> reading.count() == 10 && !reading.raised.isEmpty());
            LogReading.equal("TM-LOG-003", reading.faults.standing().get(0).code(), "code");
            reading.quietly(() -> reading.count() == 10);
            reading.places.put(reading.id(0), new LogPosition(30, LogClock.START, 0));
            reading.until(() -> reading.count() == 30);
            reading.until(() -> reading.faults.standing().isEmpty());
        }
    }

    private void positionBeyondTheEndIsRefused() {
        String topic = create(2);
        append(topic, 0, 0, 30);
        append(topic, 1, 0, 10);
        try (LogReading reading = new LogReading(log, topic, 2)) {
            reading.places.put(reading.id(0), new LogPosition(31, LogClock.START, -1));
            reading.until(() -> reading.count() == 10 && !reading.raised.isEmpty());
            LogReading.equal("TM-LOG-004", reading.faults.standing().get(0).code(), "code");
            reading.quietly(() -> reading.count() == 10);
        }
    }

    private void topicThatWasMadeAnewIsNotMixedIn() {
        String topic = create(1);
        append(topic, 0, 0, 10);
        try (LogReading reading = new LogReading(log, topic, 1)) {
            reading.until(() -> reading.count() == 10);
            PartitionId old = reading.id(0);
            log.delete(topic);
            log.create(topic, 1);
            append(topic, 0, 100, 130);
            // A group may assign the new one, which is another log: whether it is read is its listener's to say.
            reading.quietly(() -> reading.places.get(old).offset() == 10);
        }
    }

    // ---------------------------------------------------------------- what they are told with

    private String create(int partitions) {
        String topic = prefix + "-" + ++topics;
        log.create(topic, partitions);
        return topic;
    }

    private void append(String topic, int partition, int first, int end) {
        log.append(topic, partition, texts(first, end));
    }

    private static String[] texts(int first, int end) {
        return IntStream.range(first, end).mapToObj(Integer::toString).toArray(String[]::new);
    }
}
