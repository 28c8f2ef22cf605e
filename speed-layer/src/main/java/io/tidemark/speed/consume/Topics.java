package io.tidemark.speed.consume;

import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.Silence;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The model's topics as last described, with where their logs start and end. Refreshed by its owner; safe to ask from any
 * thread.
 */
public final class Topics {
    /** How long what was heard of a log's end is taken for its end: many times as long as it is asked for. */
    static final Duration HEARD_FOR = Duration.ofSeconds(10);

    private final LogTopics log;
    private final Model model;
    private final LongSupplier nanoTime;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    /** How often all topics were described; who describes them holds its lock. */
    private final AtomicLong refreshed = new AtomicLong();

    private record Seen(
            LogTopic topic,
            SortedMap<LogId, Integer> partitionCount,
            SortedMap<Integer, Long> starts,
            SortedMap<Integer, Long> ends,
            long heardNanos) {
        Seen(LogTopic topic, SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends, long heardNanos) {
            this(topic, counted(topic), starts, ends, heardNanos);
        }

        private static SortedMap<LogId, Integer> counted(LogTopic topic) {
            return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(topic.log(), topic.partitions())));
        }
    }

    public Topics(Model model, LogTopics log) {
        this(model, log, System::nanoTime);
    }

    Topics(Model model, LogTopics log, LongSupplier nanoTime) {
        this.model = model;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks the log again.
     *
     * @throws LogMismatchException if a topic is missing, was re-created, or has lost partitions
     * @throws io.tidemark.log.LogUnavailableException if one cannot be asked for at present
     */
    public void refresh() {
        synchronized (refreshed) {
            FaultException first = null;
            Silence silence = new Silence();
            for (StreamDefinition<?> stream : model.streams()) {
                if (silence.isOfAll()) {
                    break;
                }
                try {
                    refresh(stream.topic());
                    first = first == null ? withoutLeader(stream.topic()).orElse(null) : first;
                } catch (FaultException fault) {
                    // It is that topic's alone: the others are asked for all the same.
                    first = first == null ? fault : first;
                    silence.heard(fault);
                }
            }
            refreshed.incrementAndGet();
            if (first != null) {
                throw first;
            }
        }
    }

    /**
     * The same, but satisfied with what another thread, which asks at present, is told: at a start all want to know.
     *
     * @throws FaultException as {@link #refresh}
     */
    public void refreshWithOthers() {
        long before = refreshed.get();
        synchronized (refreshed) {
            if (refreshed.get() == before) {
                refresh();
            }
        }
    }

    /** Partitions whose end nobody can tell, while others' is told. */
    private Optional<FaultException> withoutLeader(String name) {
        Seen topic = seen.get(name);
        List<Integer> without = IntStream.range(0, topic.topic().partitions())
                .filter(partition -> !topic.ends().containsKey(partition))
                .boxed()
                .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(new LogUnavailableException(
                        "topic \"" + name + "\"",
                        "has no leader at present of partitions " + without
                                + ": they are not read, and nobody can send to them; the others are read on",
                        null));
    }

    /** Asks again about one topic. */
    void refresh(String name) {
        LogTopic now = log.describe(name);
        Seen before = seen.get(name);
        if (before != null && !before.topic().log().equals(now.log())) {
            throw LogMismatchException.otherLog(
                    "TM-SPEED-006", now.log(), before.topic().log(), "what was read");
        }
        if (before != null && now.partitions() < before.topic().partitions()) {
            throw new LogMismatchException(new Fault(
                    "TM-SPEED-007",
                    "topic \"" + name + "\"",
                    "has " + Counted.of(now.partitions(), "partition") + " and had "
                            + before.topic().partitions(),
                    "restore the topic"));
        }
        // Of a partition that has no leader at present we know where it began, and not where it ends.
        TreeMap<Integer, Long> starts = new TreeMap<>(before == null ? Map.of() : before.starts());
        starts.putAll(log.startOffsets(name));
        seen.put(name, new Seen(now, starts, log.endOffsets(name), nanoTime.getAsLong()));
    }

    /** The topic, asked for if it was not yet. */
    public LogTopic topic(String name) {
        if (!seen.containsKey(name)) {
            refresh(name);
        }
        return seen.get(name).topic();
    }

    /** How many partitions a topic's log had when it was last described; empty if it was not yet. */
    public SortedMap<LogId, Integer> partitionCount(String name) {
        Seen topic = seen.get(name);
        return topic == null ? Collections.emptySortedMap() : topic.partitionCount();
    }

    public long logStart(PartitionId partition) {
        Seen topic = seen.get(partition.topic());
        return topic == null ? 0 : topic.starts().getOrDefault(partition.partition(), 0L);
    }

    /** The offset after the newest record, or -1 if nobody knows: it was not heard yet, or not since the log fell silent. */
    public long logEnd(PartitionId partition) {
        Seen topic = seen.get(partition.topic());
        boolean isKnown = topic != null && nanoTime.getAsLong() - topic.heardNanos() < HEARD_FOR.toNanos();
        return isKnown ? topic.ends().getOrDefault(partition.partition(), -1L) : -1;
    }
}
