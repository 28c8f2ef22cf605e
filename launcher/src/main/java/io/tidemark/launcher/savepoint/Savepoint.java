package io.tidemark.launcher.savepoint;

import io.tidemark.manifest.ViewId;
import io.tidemark.speed.generation.GenerationCodec.Stored;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.time.Instant;
import java.util.List;

/**
 * One speed node's part of a savepoint, as its {@code savepoint.json} says it.
 *
 * @param id which no other has
 * @param name of the savepoint
 * @param node of whose state it is
 * @param manifest the newest when it was taken
 * @param bytes of the state, as it is kept
 */
public record Savepoint(
        int version,
        String id,
        String name,
        String node,
        Instant takenAt,
        long manifest,
        long bytes,
        List<Place> places) {
    static final int VERSION = 1;

    /** From where to where an aggregation's state on one partition reaches. */
    public record Place(
            String aggregation,
            String fingerprint,
            String topic,
            String clusterId,
            String topicId,
            int partition,
            long intervalMillis,
            long first,
            long end) {
        static Place of(Stored stored) {
            LogId log = stored.partition().log();
            return new Place(
                    stored.aggregation(),
                    stored.fingerprint(),
                    log.topic(),
                    log.clusterId(),
                    log.topicId(),
                    stored.partition().partition(),
                    stored.intervalMillis(),
                    stored.start(),
                    stored.position().offset());
        }

        ViewId view() {
            return new ViewId(aggregation, fingerprint);
        }

        PartitionId id() {
            return new PartitionId(new LogId(topic, clusterId, topicId), partition);
        }
    }

    public Savepoint {
        places = List.copyOf(places);
    }

    /** For a person. */
    public String inWords() {
        return name + "  node " + node + "  taken at " + takenAt + "  manifest " + manifest + "  bytes " + bytes
                + "  partitions " + places.stream().map(Place::id).distinct().count();
    }
}
