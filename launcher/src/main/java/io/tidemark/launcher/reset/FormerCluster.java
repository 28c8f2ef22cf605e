package io.tidemark.launcher.reset;

import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.log.LogTopic;
import io.tidemark.tidemark.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The cluster that a topic leaves on purpose, by the configuration that the nodes had. What of its log is in no archive when
 * another one is read in its place would be lost without a word.
 */
public record FormerCluster(Config config) {
    /**
     * Says so unless its log is the one that was read, and is archived to its end.
     *
     * @param ends of the archive, by partition
     * @throws ConfigException if it is not
     */
    void requireWhole(LogId archived, SortedMap<Integer, Long> ends) {
        Members.refuse(config);
        try (KafkaLogTopics topics = new KafkaLogTopics(config.kafka())) {
            LogTopic former = topics.describe(archived.topic());
            if (!former.log().equals(archived)) {
                throw refused(
                        "TM-RST-010",
                        archived.topic(),
                        "is, by the configuration of --former, the log with "
                                + former.log().describe() + ", and what was read is the one with "
                                + archived.describe(),
                        "name the configuration that the nodes had, with the cluster that they read");
            }
            requireWhole(former, topics.endOffsets(archived.topic()), ends);
        }
    }

    private static void requireWhole(
            LogTopic former, SortedMap<Integer, Long> logEnds, SortedMap<Integer, Long> archiveEnds) {
        List<String> lacking = new ArrayList<>();
        for (int partition = 0; partition < former.partitions(); partition++) {
            long archived = archiveEnds.getOrDefault(partition, 0L);
            Long end = logEnds.get(partition);
            if (end == null) {
                lacking.add("partition " + partition + " has no leader that could tell its end");
            } else if (archived < end) {
                lacking.add("partition " + partition + " is up to " + archived + " of " + end);
            }
        }
        if (!lacking.isEmpty()) {
            throw refused(
                    "TM-RST-011",
                    former.name(),
                    "is not archived to its end: " + String.join(", ", lacking),
                    "stop its producers, and let the nodes read the old cluster until the status shows all of it archived");
        }
    }

    private static ConfigException refused(String code, String topic, String fault, String mend) {
        return new ConfigException(code, "topic \"" + topic + "\"", fault, mend);
    }
}
