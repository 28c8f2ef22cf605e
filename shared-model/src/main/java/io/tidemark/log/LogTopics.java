package io.tidemark.log;

import java.util.SortedMap;

/** What a layer asks about topics. Safe for use by many threads. */
public interface LogTopics {
    /**
     * Describes a topic as it is now.
     *
     * @throws LogUnavailableException if the log cannot be reached at present
     * @throws LogMismatchException if there is no such topic, or this process may not read it
     */
    LogTopic describe(String topic);

    /** The offset of each partition's oldest record that is still there; one that has no leader at present is left out. */
    SortedMap<Integer, Long> startOffsets(String topic);

    /** The offset after each partition's newest record; one that has no leader at present is left out. */
    SortedMap<Integer, Long> endOffsets(String topic);

    /** The leader epoch that each partition is in; one that has no leader at present is left out. */
    SortedMap<Integer, Integer> leaderEpochs(String topic);
}
