package io.tidemark.serving.flip;

import io.tidemark.manifest.Ended;
import io.tidemark.tidemark.PartitionId;
import java.util.Optional;

/**
 * What an answer does not know, though it is there: missing is not zero.
 *
 * @param topic whose records from the tidemark on are missing; empty: those of all topics
 * @param partition of that topic; empty: all of them
 * @param mend what somebody can do about it
 */
public record MissingPart(Optional<String> topic, Optional<PartitionId> partition, String reason, String mend) {
    private static final String START =
            "see the faults in the status; if none says why, start a speed node, or see that it can be reached";

    /** Nobody has the partition. */
    static MissingPart unowned(PartitionId partition, String reason) {
        return of(partition, reason, START);
    }

    /** Somebody has it, and cannot answer from the tidemark on. */
    static MissingPart unanswered(PartitionId partition, String reason) {
        return of(partition, reason, "it is tried again; if it lasts, see the faults in the status");
    }

    /** Nobody has told yet what partitions there are. */
    static MissingPart unknown() {
        return unknown(Optional.empty());
    }

    /** The same of one of several topics. */
    static MissingPart unknown(String topic) {
        return unknown(Optional.of(topic));
    }

    private static MissingPart unknown(Optional<String> topic) {
        return new MissingPart(
                topic,
                Optional.empty(),
                "no speed node has told what partitions there are",
                START + "; see that the log can be reached");
    }

    private static MissingPart of(PartitionId partition, String reason, String mend) {
        return new MissingPart(Optional.of(partition.topic()), Optional.of(partition), reason, mend);
    }

    /** It is of a log that has ended, and the batch view does not have all that was archived of it. */
    static MissingPart unread(PartitionId partition, Ended ended) {
        return of(
                partition,
                "its former log has ended, and of its archive the records from "
                        + ended.at().offset() + " to " + (ended.end() - 1) + " are in no view yet",
                "the next run takes them in: `tidemark batch run` begins it now");
    }

    /** What is missing, in words. */
    public String place() {
        return partition
                .map(one -> "partition " + one)
                .or(() -> topic.map(all -> "all partitions of \"" + all + "\""))
                .orElse("all partitions");
    }

    /** The same for who is to see rows alone: a reason can name nodes and files. */
    MissingPart withoutReason() {
        return new MissingPart(
                topic,
                partition,
                "it cannot be answered for at present",
                "it is tried again; if it lasts, tell who runs the nodes");
    }

    /** Whether all that {@code other} misses is missing here too. */
    boolean covers(MissingPart other) {
        if (partition.isEmpty()) {
            return topic.isEmpty() || topic.equals(other.topic);
        }
        // By name: what is missing of a log is no less missing where another one is in its place.
        return other.partition.map(PartitionId::toString).equals(partition.map(PartitionId::toString));
    }
}
