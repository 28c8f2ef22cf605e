package io.tidemark.bench.tidemark;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import java.util.SortedMap;

/** A log without topics: what is measured reads the archive alone. */
final class NoLog implements LogTopics {
    @Override
    public LogTopic describe(String topic) {
        throw LogMismatchException.missing(topic);
    }

    @Override
    public SortedMap<Integer, Long> startOffsets(String topic) {
        throw LogMismatchException.missing(topic);
    }

    @Override
    public SortedMap<Integer, Long> endOffsets(String topic) {
        throw LogMismatchException.missing(topic);
    }

    @Override
    public SortedMap<Integer, Integer> leaderEpochs(String topic) {
        throw LogMismatchException.missing(topic);
    }
}
