package io.tidemark.seam;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Where each topic's log began for us (PROTOCOL 26). Whichever layer comes first to a topic calls {@link #sight} before it
 * reads or answers; all later ones, in whatever process, are told the same. Safe for use by many threads.
 */
public interface Beginnings {
    /** What was written at the first sight of a topic; empty if nobody has seen it yet. */
    Optional<Since> of(String topic) throws IOException;

    /**
     * Writes where a topic began, if that was not written yet.
     *
     * @return what holds: {@code since}, or what somebody wrote before
     */
    Since begin(Since since) throws IOException;

    /**
     * Where a topic began, seen now for the first time or long ago.
     *
     * @throws LogMismatchException if the topic is not the one that was seen: it was re-created, or is another cluster's
     * @throws LogUnavailableException if this is the first sight and the log cannot be reached, or changes meanwhile
     */
    default Since sight(String topic, LogTopics log) throws IOException {
        return sight(log.describe(topic), log);
    }

    /**
     * The same for who has just described the topic.
     *
     * @param now may be of some time ago: at a first sight, the log is asked whether it still is that one
     */
    default Since sight(LogTopic now, LogTopics log) throws IOException {
        Optional<Since> before = of(now.name());
        Since since = before.isPresent() ? before.get() : begin(firstSight(now, log));
        if (!since.log().equals(now.log())) {
            throw LogMismatchException.otherLog("TM-LOG-005", now.log(), since.log(), "what is known of it");
        }
        return since;
    }

    private static Since firstSight(LogTopic topic, LogTopics log) {
        SortedMap<Integer, Long> starts = log.startOffsets(topic.name());
        // One that is not told of would count as added later, and what retention took from it before as lost.
        for (int partition = 0; partition < topic.partitions(); partition++) {
            if (!starts.containsKey(partition)) {
                throw new LogUnavailableException(
                        place(topic.name()), "the start of partition " + partition + " is not known yet", null);
            }
        }
        // The offsets were asked for by name: they are this topic's only if it still is the one that the name means.
        if (!log.describe(topic.name()).log().equals(topic.log())) {
            throw new LogUnavailableException(place(topic.name()), "is re-created just now", null);
        }
        return Since.of(topic.log(), starts);
    }

    private static String place(String topic) {
        return "topic \"" + topic + "\"";
    }
}
