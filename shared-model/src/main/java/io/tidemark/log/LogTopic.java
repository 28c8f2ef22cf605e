package io.tidemark.log;

import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;

/**
 * A topic as the broker describes it.
 *
 * @param log is another one when the topic is re-created, or the broker is of another cluster
 * @param appendTime whether the broker stamps records as it appends them ({@code LogAppendTime})
 * @param retention how long its records are kept
 */
public record LogTopic(LogId log, int partitions, boolean appendTime, Retention retention) {
    public String name() {
        return log.topic();
    }

    public PartitionId partition(int number) {
        return new PartitionId(log, number);
    }
}
