package io.tidemark.log;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.LogId;

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
        return new LogMismatchException(new Fault(code, "topic \"" + now.topic() + "\"", fault, mend(now.topic())));
    }

    /** What is done about a log that is not the one that was read before. */
    public static String mend(String topic) {
        return "put the old one back, or end all nodes and begin anew with `tidemark reset " + topic + "`";
    }
}
