package io.tidemark.launcher.reset;

import io.tidemark.launcher.config.ConfigException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From where a log is read: {@code earliest}, {@code latest}, or offsets by partition such as {@code 0:1200,1:900}.
 *
 * @param others what of partitions that are not named
 */
public record FirstOffsets(String text, Others others) {
    private static final Pattern OFFSET = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

    /** What of partitions that are not named. */
    public enum Others {
        /** They are read from their beginning. */
        EARLIEST,
        /** None may be left out. */
        REFUSED
    }

    /** Of a log in the place of one that was lost: it can hold nothing that was counted before. */
    public static FirstOffsets afterALoss(Optional<String> text) {
        return new FirstOffsets(text.orElse("earliest"), Others.EARLIEST);
    }

    /**
     * Of a log in the place of one that was left: what it holds may be copies of what was counted, so somebody has to say.
     *
     * @throws ConfigException if nobody does
     */
    public static FirstOffsets afterAMove(Optional<String> text) {
        return new FirstOffsets(
                text.orElseThrow(
                        () -> refused(
                                "option --from",
                                "is missing, and the new log may hold copies of what was counted",
                                "say latest if it holds nothing else, earliest if it holds none, or offsets such as 0:1200,1:900")),
                Others.REFUSED);
    }

    /** @throws ConfigException if the log does not have them */
    SortedMap<Integer, Long> of(LogTopic topic, LogTopics log) {
        SortedMap<Integer, Long> starts = log.startOffsets(topic.name());
        SortedMap<Integer, Long> ends = log.endOffsets(topic.name());
        for (int partition = 0; partition < topic.partitions(); partition++) {
            if (!starts.containsKey(partition) || !ends.containsKey(partition)) {
                throw refused(
                        "topic \"" + topic.name() + "\"",
                        "has no leader at present of partition " + partition + ", so where it begins is not known",
                        "see that all its brokers are up, and say it again");
            }
        }
        return switch (text) {
            case "earliest" -> starts;
            case "latest" -> ends;
            default -> named(topic, starts, ends);
        };
    }

    private SortedMap<Integer, Long> named(
            LogTopic topic, SortedMap<Integer, Long> starts, SortedMap<Integer, Long> ends) {
        TreeMap<Integer, Long> from = new TreeMap<>();
        for (String one : text.split(",", -1)) {
            Matcher read = OFFSET.matcher(one);
            if (!read.matches()) {
                throw refused(
                        "option --from", "\"" + text + "\" is none", "use earliest, latest or such as 0:1200,1:900");
            }
            int partition = Integer.parseInt(read.group(1));
            long offset = Long.parseLong(read.group(2));
            if (partition >= topic.partitions()) {
                throw refused(
                        "option --from",
                        "names partition " + partition + ", and topic \"" + topic.name() + "\" has "
                                + topic.partitions(),
                        "name one that there is");
            }
            if (offset < starts.get(partition) || offset > ends.get(partition)) {
                throw refused(
                        "option --from",
                        "names offset " + offset + " of partition " + partition + ", whose log is from "
                                + starts.get(partition) + " to " + ends.get(partition),
                        "name one between");
            }
            from.put(partition, offset);
        }
        Set<Integer> left = new TreeSet<>(starts.keySet());
        left.removeAll(from.keySet());
        if (others == Others.REFUSED && !left.isEmpty()) {
            throw refused(
                    "option --from",
                    "names no offset of partitions " + left + " of topic \"" + topic.name() + "\"",
                    "name one of each: what the log holds below may be copies of what was counted");
        }
        starts.forEach(from::putIfAbsent);
        return from;
    }

    private static ConfigException refused(String place, String fault, String mend) {
        return new ConfigException("TM-RST-009", place, fault, mend);
    }
}
