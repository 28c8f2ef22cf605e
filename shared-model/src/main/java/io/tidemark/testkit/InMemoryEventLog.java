package io.tidemark.testkit;

import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.Retention;
import io.tidemark.log.SoloLogReader;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A log in memory that behaves like a broker's: partitions, holes between offsets, truncation, topics that come and go
 * and are re-created. Its topics have the ids {@code topic-1}, {@code topic-2} and so on, in the order in which they are
 * made. Safe for use by many threads; the readers it makes are owned by one each.
 */
public final class InMemoryEventLog implements LogTopics {
    /** The id of the cluster that all topics are in. */
    public static final String CLUSTER = "in-memory";

    private final Map<String, Topic> topics = new HashMap<>();
    private int created;

    /** One record. {@code value} is null for a record without one. */
    public record Entry(long offset, long timestampMillis, byte[] value) {}

    private static final class Partition {
        final List<Entry> entries = new ArrayList<>();
        long start;
        long end;
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
        Partition log = topic(topic).partitions.get(partition);
        log.entries.add(new Entry(log.end, timestampMillis, value));
        return log.end++;
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

    /** All records that were ever appended to a partition, the truncated ones too. */
    public synchronized List<Entry> everything(String topic, int partition) {
        return List.copyOf(topic(topic).partitions.get(partition).entries);
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

    /** A reader that the test assigns partitions to, and that gives at most {@code maxRecords} a poll and partition. */
    public Reader reader(LogReader.Listener listener, int maxRecords) {
        return new Reader(listener, maxRecords);
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw LogMismatchException.missing(name);
        }
        return topic;
    }

    private synchronized Piece piece(PartitionId id, long from, int maxRecords) {
        Partition log = topic(id.topic()).partitions.get(id.partition());
        if (from < log.start) {
            return new Piece(id, from, log.start, List.of(), log.start);
        }
        List<Entry> found = new ArrayList<>();
        int low = 0;
        int high = log.entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (log.entries.get(middle).offset() < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int index = low;
        while (index < log.entries.size() && found.size() < maxRecords) {
            found.add(log.entries.get(index++));
        }
        long end = index < log.entries.size() ? log.entries.get(index - 1).offset() + 1 : log.end;
        return new Piece(id, from, Math.max(from, end), found, -1);
    }

    /** Reads the log as its test tells it to. */
    public final class Reader implements SoloLogReader {
        private final Listener listener;
        private final int maxRecords;
        private final SortedMap<PartitionId, Long> positions = new TreeMap<>();

        private Reader(Listener listener, int maxRecords) {
            this.listener = listener;
            this.maxRecords = maxRecords;
        }

        @Override
        public void add(PartitionId partition) {
            if (!positions.containsKey(partition)) {
                positions.put(partition, listener.assigned(partition));
            }
        }

        @Override
        public void remove(PartitionId partition) {
            positions.remove(partition);
        }

        public void revoke(PartitionId partition) {
            positions.remove(partition);
            listener.revoked(partition);
        }

        @Override
        public int poll(Duration timeout) {
            int records = 0;
            for (PartitionId partition : List.copyOf(positions.keySet())) {
                records += pollOne(partition, maxRecords);
            }
            return records;
        }

        /** Polls one partition for at most so many records. */
        public int pollOne(PartitionId partition, int atMost) {
            Long from = positions.get(partition);
            if (from == null || from < 0) {
                return 0;
            }
            Piece piece = piece(partition, from, atMost);
            if (piece.truncatedTo() >= 0) {
                positions.put(partition, listener.truncated(partition, from, piece.truncatedTo()));
                return 0;
            }
            if (piece.end() > from) {
                positions.put(partition, piece.end());
                listener.read(piece);
            }
            return piece.size();
        }

        @Override
        public void seek(PartitionId partition, long offset) {
            positions.computeIfPresent(partition, (p, old) -> offset);
        }

        @Override
        public void pause(PartitionId partition) {
            positions.computeIfPresent(partition, (p, old) -> -1L);
        }

        @Override
        public void wakeup() {
            // Its polls never wait.
        }

        @Override
        public void close() {
            List.copyOf(positions.keySet()).forEach(this::revoke);
        }
    }

    private record Piece(PartitionId partition, long first, long end, List<Entry> entries, long truncatedTo)
            implements LogBatch {
        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public long offset(int index) {
            return entries.get(index).offset();
        }

        @Override
        public long timestampMillis(int index) {
            return entries.get(index).timestampMillis();
        }

        @Override
        public int leaderEpoch(int index) {
            return 0;
        }

        @Override
        public byte[] bytes(int index) {
            return entries.get(index).value();
        }

        @Override
        public int start(int index) {
            return 0;
        }

        @Override
        public int length(int index) {
            byte[] value = entries.get(index).value();
            return value == null ? -1 : value.length;
        }
    }
}
