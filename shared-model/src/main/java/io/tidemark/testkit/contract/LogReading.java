package io.tidemark.testkit.contract;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** A reader of one topic, its listener, and what came: what the cases of {@link LogReaderContract} are told with. */
final class LogReading implements LogReader.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int QUIET_POLLS = 10;

    final String topic;
    final Map<PartitionId, LogPosition> places = new TreeMap<>();
    final Map<Integer, List<String>> taken = new TreeMap<>();
    final Map<Integer, List<Long>> offsets = new TreeMap<>();
    final Map<Integer, Throwable> failOnce = new TreeMap<>();
    final Set<Integer> failing = new TreeSet<>();
    final Set<Integer> notBeginning = new TreeSet<>();
    final List<String> truncations = new ArrayList<>();
    final List<Fault> raised = new ArrayList<>();
    final Faults faults = new Faults(new FaultListener() {
        @Override
        public void raised(Fault fault) {
            raised.add(fault);
        }

        @Override
        public void cleared(Fault fault) {
            // What stands is asked for.
        }
    });
    private final TestLog log;
    private final LogId topicLog;
    private final int partitions;
    /** Opened by the first poll, so that a case can say first where it begins. */
    LogReader reader;

    LogReading(TestLog log, String topic, int partitions) {
        this.log = log;
        this.topic = topic;
        this.topicLog = log.topics().describe(topic).log();
        this.partitions = partitions;
    }

    PartitionId id(int partition) {
        return new PartitionId(topicLog, partition);
    }

    int count() {
        return taken.values().stream().mapToInt(List::size).sum();
    }

    List<String> texts(int partition) {
        return taken.getOrDefault(partition, List.of());
    }

    long end(int partition) {
        return places.getOrDefault(id(partition), LogPosition.ZERO).offset();
    }

    void expect(int partition, String... texts) {
        equal(List.of(texts), texts(partition), "partition " + partition);
    }

    /** Takes all from an offset on back, and reads it again. */
    void again(int partition, long offset) {
        List<Long> held = offsets.get(partition);
        while (!held.isEmpty() && held.get(held.size() - 1) >= offset) {
            held.remove(held.size() - 1);
            taken.get(partition).remove(held.size());
        }
        LogPosition position = new LogPosition(offset, LogClock.START, 0);
        places.put(id(partition), position);
        reader.seek(id(partition), position);
    }

    void until(BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not reached: at " + places + ", taken " + taken + ", faults "
                        + faults.standing() + ", came up " + raised);
            }
            poll();
        }
    }

    /** What holds goes on to hold. */
    void quietly(BooleanSupplier holds) {
        for (int i = 0; i < QUIET_POLLS; i++) {
            poll();
            if (!holds.getAsBoolean()) {
                throw new AssertionError("at " + places + ", taken " + taken + ", faults " + faults.standing());
            }
        }
    }

    private void poll() {
        if (reader == null) {
            Set<PartitionId> all = new TreeSet<>();
            IntStream.range(0, partitions).forEach(p -> all.add(id(p)));
            reader = log.open(all, this, faults);
        }
        reader.poll(POLL);
    }

    @Override
    public Optional<LogPosition> assigned(PartitionId partition) {
        if (notBeginning.contains(partition.partition())) {
            throw new IllegalStateException("not yet");
        }
        return Optional.of(places.computeIfAbsent(partition, p -> LogPosition.ZERO));
    }

    @Override
    public void revoked(PartitionId partition) {
        // What was taken stays.
    }

    @Override
    public void read(LogBatch batch) {
        int partition = batch.partition().partition();
        equal(places.get(batch.partition()).offset(), batch.first(), "first of " + batch.partition());
        Throwable failure = failOnce.remove(partition);
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failing.contains(partition)) {
            throw new IllegalStateException("partition " + partition + " fails");
        }
        long next = batch.first();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.offset(i) < next) {
                throw new AssertionError("offset " + batch.offset(i) + " came after " + (next - 1));
            }
            next = batch.offset(i) + 1;
            String text = new String(batch.bytes(i), batch.start(i), batch.length(i), StandardCharsets.UTF_8);
            taken.computeIfAbsent(partition, p -> new ArrayList<>()).add(text);
            offsets.computeIfAbsent(partition, p -> new ArrayList<>()).add(batch.offset(i));
        }
        if (batch.end() < next) {
            throw new AssertionError("end " + batch.end() + " is below " + next);
        }
        places.put(batch.partition(), new LogPosition(batch.end(), LogClock.START, batch.endLeaderEpoch()));
    }

    @Override
    public Optional<LogPosition> truncated(PartitionId partition, long wanted, long logStart) {
        truncations.add(partition.partition() + ": " + wanted + " to " + logStart);
        LogPosition start = new LogPosition(logStart, LogClock.START, -1);
        places.put(partition, start);
        return Optional.of(start);
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }

    static void equal(Object expected, Object seen, String what) {
        if (!expected.equals(seen)) {
            throw new AssertionError(what + ": expected " + expected + ", seen " + seen);
        }
    }
}
