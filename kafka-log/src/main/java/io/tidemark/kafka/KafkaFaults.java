package io.tidemark.kafka;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What Kafka's exceptions mean to somebody who has to act. */
public final class KafkaFaults {
    private KafkaFaults() {}

    /** Whether a consumer that threw this can be polled again; of others Kafka does not promise it. */
    static boolean isConsumerWhole(Throwable failure) {
        return failure instanceof RetriableException
                || failure instanceof InterruptException
                || failure instanceof AuthorizationException
                || failure instanceof FaultException;
    }

    /** Whether Kafka, or a client's settings, say no: asking again soon is of no use. */
    static boolean isRefusal(Throwable failure) {
        return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
    }

    /** A failure that is about all that a reader reads. */
    public static FaultException of(Throwable failure) {
        if (failure instanceof FaultException named) {
            return named;
        }
        if (failure instanceof GroupAuthorizationException denied) {
            return refused(
                    "does not let this process be a member of group \"" + denied.groupId() + "\"",
                    "grant its principal Read on the group",
                    failure);
        }
        if (failure instanceof AuthorizationException) {
            return refused(failure.getMessage(), "grant this process's principal what it asks for", failure);
        }
        if (failure instanceof AuthenticationException) {
            return refused(
                    "does not know this process: " + failure.getMessage(),
                    "correct the kafka.* settings of security, or the broker's",
                    failure);
        }
        if (failure instanceof FencedInstanceIdException) {
            return refused(
                    "knows another process by the name of this one",
                    "give each node a node.name and a data directory of its own, or end the other process",
                    failure);
        }
        if (failure instanceof UnreleasedInstanceIdException) {
            return new LogUnavailableException(
                    "Kafka", "still counts a process by the name of this one as a member of the group", failure);
        }
        if (isOfAnotherGroup(failure)) {
            return refused(
                    "has a consumer group of this name whose members share partitions in another way: "
                            + Reason.of(failure),
                    "give the installation a group.prefix of its own, and all its nodes one kafka.group.protocol and one way"
                            + " of assignment",
                    failure);
        }
        if (failure instanceof GroupMaxSizeReachedException) {
            return refused(
                    "lets no more members into the group",
                    "raise the broker's group.max.size and group.consumer.max.size, or lower speed.threads",
                    failure);
        }
        if (failure instanceof InvalidSessionTimeoutException) {
            return refused(
                    "does not allow members of a group so long a session, or so short a one",
                    "set kafka.session.timeout.ms between the broker's group.min.session.timeout.ms and"
                            + " group.max.session.timeout.ms",
                    failure);
        }
        if (failure instanceof UnsupportedVersionException) {
            return refused(
                    "is too old for what is asked of it: " + failure.getMessage(),
                    "use a broker that is newer, or other kafka.* settings",
                    failure);
        }
        if (failure instanceof ConfigException || failure.getCause() instanceof ConfigException) {
            Throwable cause = failure instanceof ConfigException ? failure : failure.getCause();
            return refused(
                    "has a client that cannot be made: " + Reason.of(cause), "correct the kafka.* settings", failure);
        }
        if (failure instanceof InterruptException) {
            return new LogUnavailableException("Kafka", "was waited for when this thread was interrupted", failure);
        }
        return new LogUnavailableException(
                "Kafka",
                failure instanceof RetriableException
                        ? "does not answer: " + Reason.of(failure)
                        : "has a client that failed, and is replaced: " + Reason.of(failure),
                failure);
    }

    private static boolean isOfAnotherGroup(Throwable failure) {
        return failure instanceof InconsistentGroupProtocolException
                || failure instanceof UnsupportedAssignorException
                || failure instanceof GroupIdNotFoundException;
    }

    /** A failure that is about one partition; what is no word of Kafka's stays what it is. */
    static Throwable named(Throwable failure) {
        return failure instanceof KafkaException && !(failure instanceof ConfigException) ? of(failure) : failure;
    }

    static LogMismatchException rewritten(TopicPartition partition, long wanted, int leaderEpoch, Throwable cause) {
        return new LogMismatchException(
                new Fault(
                        "TM-LOG-003",
                        "partition " + partition,
                        "offset " + wanted + " was reached in leader epoch " + leaderEpoch
                                + ", which ended below it: the log was rewritten after an unclean election or a restore,"
                                + " and what was read is no longer there",
                        LogMismatchException.mend(partition.topic())),
                cause);
    }

    static LogMismatchException later(TopicPartition partition, LogPosition wanted, int latest) {
        return new LogMismatchException(new Fault(
                "TM-LOG-010",
                "partition " + partition,
                "offset " + wanted.offset() + " was reached in leader epoch " + wanted.leaderEpoch()
                        + ", and the log has had none later than " + latest
                        + ": it was restored from an older copy, or its controller was",
                LogMismatchException.mend(partition.topic())));
    }

    static LogMismatchException shorter(TopicPartition partition, long wanted, long end, Throwable cause) {
        return new LogMismatchException(
                new Fault(
                        "TM-LOG-004",
                        "partition " + partition,
                        "offset " + wanted + " was read before, but the log ends at " + end
                                + ": the log was rewritten or the topic re-created",
                        LogMismatchException.mend(partition.topic())),
                cause);
    }

    static LogMismatchException unreadable(TopicPartition partition, long offset, Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return new LogMismatchException(
                new Fault(
                        "TM-LOG-014",
                        "partition " + partition,
                        "what is at offset " + offset + " or behind it cannot be read: " + Reason.of(deepest),
                        "restore the broker's copy from another; or delete the records with kafka-delete-records.sh, and"
                                + " accept the gap"),
                cause);
    }

    static LogMismatchException otherLog(LogId now, LogId before) {
        return LogMismatchException.otherLog("TM-LOG-008", now, before, "what was read");
    }

    private static LogMismatchException refused(String fault, String mend, Throwable cause) {
        return new LogMismatchException(new Fault("TM-LOG-007", "Kafka", fault, mend), cause);
    }
}
