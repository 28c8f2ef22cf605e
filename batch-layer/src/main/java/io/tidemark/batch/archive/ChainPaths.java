package io.tidemark.batch.archive;

import io.tidemark.tidemark.PartitionId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the chain of one partition of one log lies, and what belongs to it. The logs that went by one name one after the other
 * have chains beside one another, since their offsets are not the same places: {@code p3} is of the first, {@code p3-2} of
 * the second.
 *
 * @param log which log of its name it is, from 1
 */
public record ChainPaths(String topic, int partition, int log) {
    /** As {@link #name} writes it: no other name is the same chain. */
    private static final Pattern NAME = Pattern.compile("p(0|[1-9][0-9]{0,8})(?:-([2-9]|[1-9][0-9]{1,8}))?");

    /** The chain that a directory below {@link ArchivePaths#topic} is of; empty for what others have put there. */
    static Optional<ChainPaths> of(String topic, String directory) {
        Matcher name = NAME.matcher(directory.substring(directory.lastIndexOf('/') + 1));
        return name.matches()
                ? Optional.of(new ChainPaths(
                        topic,
                        Integer.parseInt(name.group(1)),
                        name.group(2) == null ? 1 : Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    /** What holds the chain's files. */
    public String chain() {
        return ArchivePaths.topic(topic) + "/" + name();
    }

    public String file(long first) {
        return chain() + "/" + ArchivePaths.fileName(first);
    }

    public String quarantine() {
        return "quarantine/" + topic + "/" + name();
    }

    public String tombstones() {
        return "tombstones/" + topic + "/" + name();
    }

    boolean isOf(PartitionId other) {
        return other.topic().equals(topic) && other.partition() == partition;
    }

    private String name() {
        return "p" + partition + (log == 1 ? "" : "-" + log);
    }
}
