package io.tidemark.batch;

import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** A log's topics, with what was asked for; silent while told to be. */
public final class CountingTopics implements LogTopics {
    /** The topics that were described, in the order in which they were asked for. */
    public final List<String> described = new ArrayList<>();

    public boolean silent;
    private final LogTopics log;

    public CountingTopics(LogTopics log) {
        this.log = log;
    }

    @Override
    public LogTopic describe(String topic) {
        described.add(topic);
        if (silent) {
            throw new LogUnavailableException("topic \"" + topic + "\"", "Kafka did not answer in time", null);
        }
        return log.describe(topic);
    }

    @Override
    public SortedMap<Integer, Long> startOffsets(String topic) {
        return log.startOffsets(topic);
    }

    @Override
    public SortedMap<Integer, Long> endOffsets(String topic) {
        return log.endOffsets(topic);
    }

    @Override
    public SortedMap<Integer, Integer> leaderEpochs(String topic) {
        return log.leaderEpochs(topic);
    }
}
