package io.tidemark.log;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;

/** What is there is not the log that was read before, or there is none. The operator must act; nothing was mixed. */
public final class LogMismatchException extends FaultException {
    private static final long serialVersionUID = 1;

    public LogMismatchException(Fault fault) {
        super(fault);
    }

    public LogMismatchException(Fault fault, Throwable cause) {
        super(fault, cause);
    }

    /** There is no such topic. */
    public static LogMismatchException missing(String topic) {
        return new LogMismatchException(new Fault(
                "TM-LOG-002",
                "topic \"" + topic + "\"",
                "does not exist",
                "create it or correct the name; it is looked for again and again"));
    }

    /** It is there, and this process may not read it. */
    public static LogMismatchException denied(String topic, Throwable cause) {
        return new LogMismatchException(
                new Fault(
                        "TM-LOG-009",
                        "topic \"" + topic + "\"",
                        "Kafka does not let it be read",
                        "grant this process's principal Read and Describe on it; it is tried again and again"),
                cause);
    }

    /**
     * Another cluster, or a topic that was made anew (PROTOCOL 23).
     *
     * @param now the log that is there
     * @param held the log that {@code holder} is of, such as "the state"
     */
    public static LogMismatchException otherLog(String code, LogId now, LogId held, String holder) {
        String fault = now.clusterId().equals(held.clusterId())
                ? "was re-created; its id is " + now.topicId() + ", and " + holder + " is of id " + held.topicId()
                : "is in cluster " + now.clusterId() + ", and " + holder + " is of cluster " + held.clusterId();
        return new LogMismatchException(new Fault(
                code,
                "topic \"" + now.topic() + "\"",
                fault,
                "put the old one back; or end all nodes, and have this one read after what was archived of the old one, with"
                        + " `tidemark log-replaced " + now.topic() + "`, or without it, with `tidemark reset "
                        + now.topic()
                        + "`"));
    }

    /**
     * A storage that another installation has: its topics are of another cluster, and this one is none of them.
     *
     * @param root of the storage
     * @param held a topic of the other
     */
    public static LogMismatchException otherInstallation(String root, LogId now, LogId held) {
        return new LogMismatchException(new Fault(
                "TM-ARC-014",
                root,
                "is the storage of another installation: its topic \"" + held.topic() + "\" is in cluster "
                        + held.clusterId() + ", and topic \"" + now.topic() + "\", which is new to it, in cluster "
                        + now.clusterId(),
                "give each installation a storage.root of its own; where another cluster took the place of the one before, say"
                        + " so of the topics that it had, with `tidemark log-replaced`"));
    }

    /**
     * Two places of one partition that no single history of its log leads to: it was rewritten between.
     *
     * @param newer what {@code newerHolder} stands at, such as "the tidemark"
     */
    public static LogMismatchException rewritten(
            String code,
            PartitionId partition,
            LogPosition newer,
            String newerHolder,
            LogPosition held,
            String holder) {
        return new LogMismatchException(new Fault(
                code,
                "partition " + partition,
                newerHolder + " stands at offset " + newer.offset() + " of leader epoch " + newer.leaderEpoch()
                        + ", and "
                        + holder + " at offset " + held.offset() + " of leader epoch " + held.leaderEpoch()
                        + ", which one log cannot have: it was rewritten after an unclean election or a restore",
                mend(partition.topic())));
    }

    /** What is done about a log that is not the one that was read before. */
    public static String mend(String topic) {
        return "put the old one back, or end all nodes and begin anew with `tidemark reset " + topic + "`";
    }
}
