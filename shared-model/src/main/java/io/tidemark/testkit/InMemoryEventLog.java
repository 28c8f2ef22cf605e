package io.tidemark.testkit;

import io.tidemark.event.head.RecordHead;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.RestingPartitions;
import io.tidemark.log.Retention;
import io.tidemark.loop.Backoff;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log in memory that behaves like a broker's: partitions, holes between offsets, transactions, compaction, truncation,
 * elections of leaders that lose records, topics that come and go and are re-created. Its topics have the ids
 * {@code topic-1}, {@code topic-2} and so on, in the order in which they are made. Safe for use by many threads; the readers
 * it makes are owned by one each, and read what is committed.
 */
public final class InMemoryEventLog implements LogTopics {
    /** The id of the cluster that all topics are in. */
    public static final String CLUSTER = "in-memory";

    /** A reader's time is its polls. */
    private static final Backoff POLLS = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofNanos(1));

    private final Map<String, Topic> topics = new HashMap<>();
    private int created;

    /** One record. {@code value} is null for a record without one. */
    public record Entry(long offset, long timestampMillis, RecordHead head, byte[] value, int leaderEpoch) {}

    private static final class Partition {
        final List<Entry> entries = new ArrayList<>();
        /** Where each leader epoch begins; Kafka keeps the same for each replica. */
        final TreeMap<Integer, Long> epochs = new TreeMap<>(Map.of(0, 0L));
        /** The first offset of each transaction that is open, and the offsets of those that were aborted. */
        final Map<Transaction, Long> open = new HashMap<>();

        final Set<Long> aborted = new HashSet<>();
        long start;
        long end;

        int epoch() {
            return epochs.lastKey();
        }

        /** Up to where records may be read: none of a transaction that is open, and nothing after it. */
        long stableEnd() {
            return open.values().stream().mapToLong(first -> first).min().orElse(end);
        }

        /** Where a leader epoch, or the last one before it that is known, ended. */
        long endOf(int epoch) {
            Map.Entry<Integer, Long> next = epochs.higherEntry(epoch);
            return next == null ? end : Math.max(start, next.getValue());
        }

        int epochOf(long offset) {
            int found = epochs.firstKey();
            for (Map.Entry<Integer, Long> epoch : epochs.entrySet()) {
                found = epoch.getValue() <= offset ? epoch.getKey() : found;
            }
            return found;
        }
    }

    /** What is appended in it can be read once it is committed, and so can nothing that comes after it meanwhile. */
    public final class Transaction {
        private final Partition log;
        private final List<Long> offsets = new ArrayList<>();

        private Transaction(Partition log) {
            this.log = log;
        }

        /** Appends a record and returns its offset. */
        public long append(long timestampMillis, byte[] value) {
            synchronized (InMemoryEventLog.this) {
                log.open.putIfAbsent(this, log.end);
                offsets.add(log.end);
                return add(log, timestampMillis, RecordHead.NONE, value);
            }
        }

        /** Ends it; the marker that says so uses up an offset. */
        public void commit() {
            synchronized (InMemoryEventLog.this) {
                log.open.remove(this);
                log.end++;
            }
        }

        /** Ends it, and nobody will read what was appended in it. */
        public void abort() {
            synchronized (InMemoryEventLog.this) {
                log.open.remove(this);
                log.aborted.addAll(offsets);
                log.end++;
            }
        }
    }

    private static final class Topic {
        final LogId id;
        final boolean appendTime;
        Retention retention = Retention.FOREVER;
        final List<Partition> partitions = new ArrayList<>();

        Topic(LogId id, boolean appendTime) {
            this.id = id;
            this.appendTime = appendTime;
        }
    }

    /** Makes a topic, or makes it anew under another id. */
    public synchronized void create(String topic, int partitions, boolean appendTime) {
        Topic made = new Topic(new LogId(topic, CLUSTER, "topic-" + ++created), appendTime);
        topics.put(topic, made);
        addPartitions(topic, partitions);
    }

    /** Says how long records are kept. Nothing is deleted but by {@link #truncate}. */
    public synchronized void retain(String topic, Retention retention) {
        topic(topic).retention = retention;
    }

    public synchronized void addPartitions(String topic, int more) {
        for (int i = 0; i < more; i++) {
            topic(topic).partitions.add(new Partition());
        }
    }

    /** Appends a record and returns its offset. */
    public synchronized long append(String topic, int partition, long timestampMillis, byte[] value) {
        return append(topic, partition, timestampMillis, RecordHead.NONE, value);
    }

    /** The same with a key and headers. */
    public synchronized long append(String topic, int partition, long timestampMillis, RecordHead head, byte[] value) {
        return add(topic(topic).partitions.get(partition), timestampMillis, head, value);
    }

    private static long add(Partition log, long timestampMillis, RecordHead head, byte[] value) {
        log.entries.add(new Entry(log.end, timestampMillis, head, value, log.epoch()));
        return log.end++;
    }

    /** Begins a transaction on one partition; until it ends, it hangs. */
    public synchronized Transaction transaction(String topic, int partition) {
        return new Transaction(topic(topic).partitions.get(partition));
    }

    /** Takes a record away, as compaction does: its offset stays unused. */
    public synchronized void compactAway(String topic, int partition, long offset) {
        topic(topic).partitions.get(partition).entries.removeIf(entry -> entry.offset() == offset);
    }

    /** Another replica becomes the leader, and has all there is. */
    public synchronized void elect(String topic, int partition) {
        elect(topic, partition, Long.MAX_VALUE);
    }

    /** Another replica becomes the leader that has only what is below an offset: the rest is lost, and written anew. */
    public synchronized void elect(String topic, int partition, long lostFrom) {
        Partition log = topic(topic).partitions.get(partition);
        int next = log.epoch() + 1;
        log.end = Math.min(log.end, lostFrom);
        log.start = Math.min(log.start, log.end);
        log.entries.removeIf(entry -> entry.offset() >= lostFrom);
        log.epochs.values().removeIf(first -> first >= lostFrom && first > 0);
        log.epochs.put(next, log.end);
    }

    /** Deletes a topic. */
    public synchronized void delete(String topic) {
        topics.remove(topic);
    }

    /** Uses up an offset without a record, as a transaction marker does. */
    public synchronized void skipOffset(String topic, int partition) {
        topic(topic).partitions.get(partition).end++;
    }

    /** Forgets the records below an offset, as retention does. */
    public synchronized void truncate(String topic, int partition, long newStart) {
        Partition log = topic(topic).partitions.get(partition);
        log.start = Math.max(log.start, Math.min(newStart, log.end));
    }

    /** All records of a partition that can be, or ever could be, read: the truncated ones too. */
    public synchronized List<Entry> everything(String topic, int partition) {
        Partition log = topic(topic).partitions.get(partition);
        return log.entries.stream()
                .filter(entry -> entry.offset() < log.stableEnd() && !log.aborted.contains(entry.offset()))
                .toList();
    }

    /** A partition of a topic as it is now. */
    public synchronized PartitionId partition(String topic, int number) {
        return new PartitionId(topic(topic).id, number);
    }

    @Override
    public synchronized LogTopic describe(String topic) {
        Topic found = topic(topic);
        return new LogTopic(found.id, found.partitions.size(), found.appendTime, found.retention);
    }

    @Override
    public synchronized SortedMap<Integer, Long> startOffsets(String topic) {
        SortedMap<Integer, Long> starts = new TreeMap<>();
        List<Partition> partitions = topic(topic).partitions;
        for (int p = 0; p < partitions.size(); p++) {
            starts.put(p, partitions.get(p).start);
        }
        return starts;
    }

    @Override
    public synchronized SortedMap<Integer, Long> endOffsets(String topic) {
        SortedMap<Integer, Long> ends = new TreeMap<>();
        List<Partition> partitions = topic(topic).partitions;
        for (int p = 0; p < partitions.size(); p++) {
            ends.put(p, partitions.get(p).end);
        }
        return ends;
    }

    @Override
    public synchronized SortedMap<Integer, Integer> leaderEpochs(String topic) {
        SortedMap<Integer, Integer> epochs = new TreeMap<>();
        List<Partition> partitions = topic(topic).partitions;
        for (int p = 0; p < partitions.size(); p++) {
            epochs.put(p, partitions.get(p).epoch());
        }
        return epochs;
    }

    /**
     * A reader that the test assigns partitions to, and that gives at most {@code maxRecords} a poll and partition. What the
     * listener throws goes out of its poll at once, as if the process ended by it.
     */
    public InMemoryLogReader reader(LogReader.Listener listener, int maxRecords) {
        return new InMemoryLogReader(this, listener, maxRecords, Optional.empty());
    }

    /** The same, but what is wrong with a partition is that partition's: it rests for a poll, and the others go on. */
    public InMemoryLogReader reader(LogReader.Listener listener, int maxRecords, Faults faults) {
        return new InMemoryLogReader(this, listener, maxRecords, Optional.of(new RestingPartitions(POLLS, faults)));
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw LogMismatchException.missing(name);
        }
        return topic;
    }

    /** What is there from a position on, whatever the position was reached in. */
    synchronized InMemoryBatch read(PartitionId id, LogPosition from, int maxRecords) {
        Topic topic = sameTopic(id);
        Partition log = topic.partitions.get(id.partition());
        boolean isKnownEpoch = from.leaderEpoch() <= log.epoch();
        if (from.leaderEpoch() >= 0 && (!isKnownEpoch || log.endOf(from.leaderEpoch()) < from.offset())) {
            throw new LogMismatchException(new Fault(
                    "TM-LOG-003",
                    "partition " + id,
                    "offset " + from.offset() + " was reached in leader epoch " + from.leaderEpoch()
                            + ", which ended below it: the log was rewritten",
                    LogMismatchException.mend(id.topic())));
        }
        if (from.offset() > log.end) {
            throw new LogMismatchException(new Fault(
                    "TM-LOG-004",
                    "partition " + id,
                    "offset " + from.offset() + " was read before, but the log ends at " + log.end,
                    LogMismatchException.mend(id.topic())));
        }
        if (from.offset() < log.start) {
            return new InMemoryBatch(id, from.offset(), log.start, -1, List.of(), log.start);
        }
        List<Entry> found = new ArrayList<>();
        int index = firstAtOrAfter(log.entries, from.offset());
        long stableEnd = log.stableEnd();
        while (index < log.entries.size()
                && found.size() < maxRecords
                && log.entries.get(index).offset() < stableEnd) {
            Entry entry = log.entries.get(index++);
            if (!log.aborted.contains(entry.offset())) {
                found.add(entry);
            }
        }
        boolean isMore = index < log.entries.size() && log.entries.get(index).offset() < stableEnd;
        long end = isMore ? log.entries.get(index - 1).offset() + 1 : stableEnd;
        end = Math.max(from.offset(), end);
        return new InMemoryBatch(id, from.offset(), end, end == 0 ? -1 : log.epochOf(end - 1), found, -1);
    }

    /** @throws LogMismatchException if the topic is not the one that it was */
    synchronized void requireSameTopic(PartitionId partition) {
        sameTopic(partition);
    }

    private Topic sameTopic(PartitionId partition) {
        Topic topic = topic(partition.topic());
        if (!topic.id.equals(partition.log())) {
            throw LogMismatchException.otherLog("TM-LOG-008", topic.id, partition.log(), "what was read");
        }
        return topic;
    }

    private static int firstAtOrAfter(List<Entry> entries, long offset) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).offset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
