package io.tidemark.serving.merge.question;

import io.tidemark.cut.Cut;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an answer is to be as of at least: what somebody has seen in another answer, or has written. Topics
 * that the aggregation does not read are of no concern to it.
 *
 * @param topics by name
 * @param waitFor how long an answer is waited for that would be older
 */
public record LeastAsOf(SortedMap<String, OfTopic> topics, Duration waitFor) {
    /** Of so many partitions is said how far they are behind. */
    private static final int NAMED = 5;

    /**
     * @param log {@link #fingerprint} of the log whose offsets these are; empty: of the one that goes by the name
     * @param offsets by partition
     * @param since where the log began for whoever answered, by partition; empty: not known
     */
    public record OfTopic(
            Optional<Long> log, SortedMap<Integer, Long> offsets, Optional<SortedMap<Integer, Long>> since) {
        public OfTopic {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
            since = since.map(known -> Collections.unmodifiableSortedMap(new TreeMap<>(known)));
        }
    }

    /** Why an answer is not as of it. */
    public record Shortfall(Kind kind, String place, String fault, List<Behind> behind) {
        public enum Kind {
            /** It is older, and may yet come so far. */
            BEHIND,
            /** A partition is asked for that nobody here has heard of, and may yet be heard of. */
            UNKNOWN_PARTITION,
            /** The offsets are of another log. */
            OTHER_LOG,
            /** Of what was seen, some is counted no longer. */
            BEGUN_ANEW,
            /** The log is nowhere near it. */
            BEYOND
        }

        public Shortfall {
            behind = List.copyOf(behind);
        }

        /** How far a partition is behind at most. */
        public long most() {
            return behind.stream()
                    .mapToLong(one -> one.least() - one.asOf())
                    .max()
                    .orElse(0);
        }

        /** Whether waiting may help. */
        public boolean mayPass() {
            return kind == Kind.BEHIND || kind == Kind.UNKNOWN_PARTITION;
        }
    }

    /** A partition that is not answered so far. */
    public record Behind(PartitionId partition, long asOf, long least) {}

    public LeastAsOf {
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** By whatever name a log goes: tells it from its namesakes. */
    public static long fingerprint(LogId log) {
        // FNV-1a, for its few lines: it has to tell a handful of logs apart, and nobody gains by deceiving it.
        long hash = 0xcbf29ce484222325L;
        for (char c : (log.clusterId() + '/' + log.topicId()).toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        return hash;
    }

    /** Nobody would have to wait for it. */
    public static LeastAsOf of(OffsetVector offsets, Duration waitFor) {
        TreeMap<String, TreeMap<Integer, Long>> byTopic = new TreeMap<>();
        TreeMap<String, Long> logs = new TreeMap<>();
        offsets.offsets().forEach((partition, offset) -> {
            logs.put(partition.topic(), fingerprint(partition.log()));
            byTopic.computeIfAbsent(partition.topic(), topic -> new TreeMap<>()).put(partition.partition(), offset);
        });
        TreeMap<String, OfTopic> topics = new TreeMap<>();
        byTopic.forEach((topic, ofTopic) ->
                topics.put(topic, new OfTopic(Optional.of(logs.get(topic)), ofTopic, Optional.empty())));
        return new LeastAsOf(topics, waitFor);
    }

    /**
     * Why an answer is older than this; empty if it is not.
     *
     * @param read the topics that the aggregation reads
     * @param since where their logs began, as the answer's view says
     */
    public Optional<Shortfall> shortfall(Collection<String> read, AsOf asOf, OffsetVector since, Cut cut) {
        List<Behind> behind = new ArrayList<>();
        for (String topic : read) {
            Optional<Shortfall> stops = shortfall(topic, asOf, since, cut, behind);
            if (stops.isPresent()) {
                return stops;
            }
        }
        return behind.isEmpty() ? Optional.empty() : Optional.of(behind(behind));
    }

    /** The same of one topic, unless it is only behind. */
    private Optional<Shortfall> shortfall(String topic, AsOf asOf, OffsetVector since, Cut cut, List<Behind> behind) {
        OfTopic least = topics.get(topic);
        if (least == null) {
            return Optional.empty();
        }
        TreeMap<Integer, PartitionId> known = new TreeMap<>();
        asOf.positions().keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .forEach(partition -> known.put(partition.partition(), partition));
        for (Map.Entry<Integer, Long> wanted : least.offsets().entrySet()) {
            PartitionId partition = known.get(wanted.getKey());
            if (partition == null) {
                return Optional.of(unknown(topic, wanted.getKey(), known.size()));
            }
            Optional<Shortfall> other = other(least, partition, since);
            if (other.isPresent()) {
                return other;
            }
            long at = asOf.positions().get(partition).offset();
            if (!cut.reaches(at, wanted.getValue())) {
                behind.add(new Behind(partition, at, wanted.getValue()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Shortfall> other(OfTopic least, PartitionId partition, OffsetVector since) {
        if (least.log().isPresent() && least.log().get() != fingerprint(partition.log())) {
            return Optional.of(new Shortfall(
                    Shortfall.Kind.OTHER_LOG,
                    "topic \"" + partition.topic() + "\"",
                    "is another log than the one whose offsets these are: it was re-created, or is another cluster's",
                    List.of()));
        }
        long before = least.since()
                .map(known -> known.getOrDefault(partition.partition(), 0L))
                .orElse(Long.MAX_VALUE);
        return since.at(partition) <= before
                ? Optional.empty()
                : Optional.of(new Shortfall(
                        Shortfall.Kind.BEGUN_ANEW,
                        "partition " + partition,
                        "was begun anew since: records count from offset " + since.at(partition) + " on, and did from "
                                + before + " on in the answer whose token this is",
                        List.of()));
    }

    private static Shortfall unknown(String topic, int partition, int known) {
        return new Shortfall(
                Shortfall.Kind.UNKNOWN_PARTITION,
                "topic \"" + topic + "\"",
                "has no partition " + partition + " that was heard of here; partitions that were: " + known,
                List.of());
    }

    private static Shortfall behind(List<Behind> behind) {
        StringBuilder fault = new StringBuilder();
        for (Behind one : behind.subList(0, Math.min(NAMED, behind.size()))) {
            fault.append(fault.length() == 0 ? "" : ", ")
                    .append(one.partition())
                    .append(" is answered as of ")
                    .append(one.asOf())
                    .append(", ")
                    .append(one.least() - one.asOf())
                    .append(" before ")
                    .append(one.least());
        }
        if (behind.size() > NAMED) {
            fault.append(", and ").append(behind.size() - NAMED).append(" partitions more are behind");
        }
        return new Shortfall(Shortfall.Kind.BEHIND, "parameter \"minAsOf\"", fault.toString(), behind);
    }
}
