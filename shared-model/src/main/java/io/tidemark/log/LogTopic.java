package io.tidemark.log;

/**
 * A topic as the broker describes it.
 *
 * @param id changes when the topic is re-created
 * @param appendTime whether the broker stamps records as it appends them ({@code LogAppendTime})
 * @param retention how long its records are kept
 */
public record LogTopic(String name, String id, int partitions, boolean appendTime, Retention retention) {}
