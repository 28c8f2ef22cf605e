package io.tidemark.batch.archive.write;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogTopic;
import io.tidemark.log.Retention;
import io.tidemark.time.BatchInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a topic can be set to that lets records go before they are archived, or keeps us from knowing. */
final class TopicWarnings {
    private TopicWarnings() {}

    static List<Fault> of(LogTopic topic, BatchInterval interval) {
        Retention retention = topic.retention();
        Duration epoch = Duration.ofMillis(interval.millis());
        String place = "topic \"" + topic.name() + "\"";
        List<Fault> warnings = new ArrayList<>();
        if (!retention.isKnown()) {
            warnings.add(new Fault(
                    "TM-ARC-010",
                    place,
                    "its settings may not be read: its stamps are taken for its producers' own, and nobody looks whether it"
                            + " keeps records long enough",
                    "grant this process's principal DescribeConfigs on it"));
        }
        if (retention.isCompacted()) {
            warnings.add(new Fault(
                    "TM-ARC-007",
                    place,
                    "is compacted: a record may be gone before it is archived once a later one has its key, and the batch"
                            + " view then counts fewer than the realtime view did",
                    "set cleanup.policy=delete, or aggregate a topic that is not compacted"));
        }
        retention
                .time()
                .filter(kept -> kept.compareTo(epoch) < 0)
                .ifPresent(kept -> warnings.add(new Fault(
                        "TM-ARC-008",
                        place,
                        "keeps records for " + kept + ", which is less than an epoch of " + epoch
                                + ": what the archive cannot take in within that time is lost",
                        "set retention.ms to " + epoch.multipliedBy(4).toMillis()
                                + " or more, or a shorter batch.interval")));
        retention
                .bytes()
                .ifPresent(bytes -> warnings.add(new Fault(
                        "TM-ARC-009",
                        place,
                        "keeps no more than " + bytes
                                + " bytes of a partition, however new they are: what comes faster than the"
                                + " archive takes it in is lost",
                        "set retention.bytes=-1, and retention.ms to what is to be kept")));
        return warnings;
    }
}
