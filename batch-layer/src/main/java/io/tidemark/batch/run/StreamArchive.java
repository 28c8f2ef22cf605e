package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Closing;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the archive has of one stream at one moment. */
record StreamArchive(String topic, Optional<Since> since, SortedMap<Integer, List<ArchiveFile>> chains) {
    static StreamArchive of(Archive archive, String topic) {
        SortedMap<Integer, List<ArchiveFile>> chains = new TreeMap<>();
        for (int partition : archive.partitions(topic)) {
            List<ArchiveFile> chain = archive.chain(new PartitionId(topic, partition));
            if (!chain.isEmpty()) {
                chains.put(partition, chain);
            }
        }
        return new StreamArchive(topic, archive.since(topic), chains);
    }

    List<ArchiveFile> files() {
        return chains.values().stream().flatMap(List::stream).toList();
    }

    /** The view that a run of a definition goes on from: one that was never published begins where the log did. */
    AggregationView view(Manifest base, AggregationDefinition<?> definition) {
        AggregationView view = base.view(definition.name(), definition.fingerprint());
        return since.map(view::beginningAt).orElse(view);
    }

    /** The id of the topic that all of it, and a view's tidemark, were read from; empty if there is nothing. */
    String topicId(Tidemark tidemark) {
        String topicId = tidemark.topicId();
        for (ArchiveFile file : files()) {
            if (topicId.isEmpty()) {
                topicId = file.topicId();
            } else if (!topicId.equals(file.topicId())) {
                throw new LogMismatchException(new Fault(
                        "TM-RUN-004",
                        "topic \"" + topic + "\"",
                        file.path() + " was read from a topic with id " + file.topicId()
                                + ", what is before it from one with id " + topicId + ", so the topic was re-created",
                        "start with a new root, or move the old topic's archive and manifests away"));
            }
        }
        return topicId;
    }

    /** Says so if records below a tidemark are no longer in the archive. */
    void requireAllBelow(Tidemark tidemark) {
        tidemark.positions().forEach((partition, position) -> {
            List<ArchiveFile> chain = chains.getOrDefault(partition, List.of());
            long end =
                    chain.isEmpty() ? 0 : chain.get(chain.size() - 1).offsets().end();
            if (end < position.offset()) {
                throw new RunRefusedException(
                        "TM-RUN-003",
                        "archive of " + new PartitionId(topic, partition),
                        "ends at offset " + end + ", below the tidemark at " + position.offset()
                                + ", so a recompute would lose what is between",
                        "put the archive's files back");
            }
        });
    }

    /** The log clock at a tidemark, in milliseconds, over all partitions; {@link LogClock#NONE} if none has a useful one. */
    long logClock(Tidemark tidemark) {
        long clock = LogClock.NONE;
        for (Map.Entry<Integer, LogPosition> at : tidemark.positions().entrySet()) {
            if (!isFromTheFuture(at.getKey(), at.getValue())) {
                clock = Math.max(clock, at.getValue().logClockMillis());
            }
        }
        return clock;
    }

    // PROTOCOL 12: one bad stamp must not expire everything.
    private boolean isFromTheFuture(int partition, LogPosition position) {
        return chains.getOrDefault(partition, List.of()).stream()
                .anyMatch(file -> file.end().offset() == position.offset() && file.closing() == Closing.SKEW);
    }
}
