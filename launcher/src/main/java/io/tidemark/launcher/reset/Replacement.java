package io.tidemark.launcher.reset;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.ModelJars;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Somebody's word that the log of a topic was lost, or left for another one of its name: what was archived of it stands, views and
 * all, and the log that is there now is read beside it as one of its own (PROTOCOL 23). Holds the data directory as {@link
 * Reset} does. Close it.
 */
public final class Replacement implements AutoCloseable {
    private final DataDirectory directory;
    private final FileBeginnings beginnings;
    private final Manifest newest;
    private final Since next;

    private Replacement(DataDirectory directory, FileBeginnings beginnings, Manifest newest, Since next) {
        this.directory = directory;
        this.beginnings = beginnings;
        this.newest = newest;
        this.next = next;
    }

    /**
     * Looks at all that it takes, and changes nothing.
     *
     * @param from where the log that is there now is read from
     * @param former the cluster that is left, if it is still there: its log has to be archived to its end
     * @throws ConfigException if it cannot be meant
     */
    public static Replacement of(Config config, String topic, FirstOffsets from, Optional<FormerCluster> former) {
        if (ModelJars.load(config.value(Keys.MODEL_CLASS), config.value(Keys.MODEL_JAR)).stream(topic)
                .isEmpty()) {
            throw refused("TM-RST-002", topic, "is none of the model", "see `tidemark model` for what there is");
        }
        DataDirectory directory = DataDirectory.hold(config.value(Keys.DATA_DIRECTORY));
        try (KafkaLogTopics topics = new KafkaLogTopics(config.kafka())) {
            Members.refuse(config);
            Storage storage = Storage.at(config.value(Keys.STORAGE_ROOT), new Configuration());
            FileBeginnings beginnings = new FileBeginnings(storage);
            Since before = beginnings
                    .find(topic)
                    .orElseThrow(() -> refused(
                            "TM-RST-004", topic, "was never read into this storage", "start the nodes: they read it"));
            Manifest newest = new ManifestStore(storage, Clock.systemUTC()).newest();
            SortedMap<Integer, Long> ends = ends(before, new Archive(storage));
            former.ifPresent(cluster -> cluster.requireWhole(before.log(), ends));
            requireArchived(before.log(), ends, newest);
            return new Replacement(directory, beginnings, newest, next(before, ends, topics, from));
        } catch (RuntimeException refused) {
            directory.close();
            throw refused;
        }
    }

    private static Since next(Since before, SortedMap<Integer, Long> ends, LogTopics topics, FirstOffsets from) {
        LogTopic now = topics.describe(before.topic());
        requireAnother(before, now.log());
        SortedMap<Integer, Long> starts = from.of(now, topics);
        if (!topics.describe(before.topic()).log().equals(now.log())) {
            throw refused(
                    "TM-RST-005", before.topic(), "is made anew just now", "see that nobody does, and say it again");
        }
        TreeMap<Integer, Long> began = new TreeMap<>();
        before.offsets().offsets().forEach((partition, offset) -> began.put(partition.partition(), offset));
        List<EndedLog> ended = new ArrayList<>(before.ended());
        ended.add(new EndedLog(before.log(), began, ends));
        return new Since(now.log(), Since.of(now.log(), starts).offsets(), ended);
    }

    private static void requireAnother(Since before, LogId now) {
        if (now.equals(before.log())) {
            throw refused(
                    "TM-RST-005",
                    before.topic(),
                    "is the log that was read, with " + now.describe() + ": none is in its place",
                    "create the topic anew, or name the other cluster; to begin this log anew there is `tidemark reset "
                            + before.topic() + "`");
        }
        if (before.ended(now).isPresent()) {
            throw refused(
                    "TM-RST-006",
                    before.topic(),
                    "is a log that has ended before, with " + now.describe() + ": it is not gone on with",
                    "put the newer one back, with " + before.log().describe() + ", or create the topic anew");
        }
    }

    private static SortedMap<Integer, Long> ends(Since before, Archive archive) {
        TreeMap<Integer, Long> ends = new TreeMap<>();
        before.offsets().offsets().forEach((partition, offset) -> ends.put(partition.partition(), offset));
        for (PartitionId partition : archive.partitions(before.topic())) {
            if (before.number(partition.log()).isEmpty()) {
                throw Archive.otherLog(before.log(), partition.log(), "what is archived");
            }
            if (partition.log().equals(before.log())) {
                archive.end(partition).ifPresent(end -> ends.put(partition.partition(), end.offset()));
            }
        }
        return ends;
    }

    /** What is below a tidemark and in no archive could never be computed again. */
    private static void requireArchived(LogId log, SortedMap<Integer, Long> ends, Manifest newest) {
        for (AggregationView view : newest.views().values()) {
            for (Map.Entry<PartitionId, LogPosition> held :
                    view.tidemark().positions().entrySet()) {
                PartitionId partition = held.getKey();
                long end = ends.getOrDefault(partition.partition(), 0L);
                if (partition.log().equals(log) && held.getValue().offset() > end) {
                    throw refused(
                            "TM-RST-007",
                            log.topic(),
                            "is archived up to offset " + end + " of partition " + partition.partition()
                                    + ", and the view of \"" + view.aggregation() + "\" is of all below "
                                    + held.getValue().offset(),
                            "put the archive's files back from the same copy as the manifests");
                }
            }
        }
    }

    /** What is known and will be, in a line each. */
    public List<String> lines() {
        EndedLog former = former();
        return List.of(
                "ended: topic \"" + next.topic() + "\" with " + former.log().describe() + ", archived up to "
                        + former.ends(),
                "in no view yet: records " + unread() + "; the next run takes them in",
                "in its place: the log with " + next.log().describe() + ", read from " + starts());
    }

    private EndedLog former() {
        return next.ended().get(next.ended().size() - 1);
    }

    private SortedMap<Integer, Long> starts() {
        TreeMap<Integer, Long> starts = new TreeMap<>();
        next.offsets().offsets().forEach((partition, offset) -> starts.put(partition.partition(), offset));
        return starts;
    }

    /** The most that a view of the topic lacks. */
    private long unread() {
        long most = 0;
        for (AggregationView view : newest.views().values()) {
            long ofView = 0;
            boolean isOfTopic = false;
            for (var end : former().ends().entrySet()) {
                PartitionId partition = new PartitionId(former().log(), end.getKey());
                LogPosition held = view.tidemark().positions().get(partition);
                isOfTopic |= held != null;
                long at = held == null ? former().start(end.getKey()).offset() : held.offset();
                ofView += Math.max(0, end.getValue() - at);
            }
            most = isOfTopic ? Math.max(most, ofView) : most;
        }
        return most;
    }

    /** Writes it down. Nodes that start from now on go by it. */
    public void write() {
        if (!beginnings.succeed(next)) {
            throw refused(
                    "TM-RST-008",
                    next.topic(),
                    "was said to be replaced by somebody else meanwhile",
                    "look at it again");
        }
    }

    private static ConfigException refused(String code, String topic, String fault, String mend) {
        return new ConfigException(code, "topic \"" + topic + "\"", fault, mend);
    }

    @Override
    public void close() {
        directory.close();
    }
}
