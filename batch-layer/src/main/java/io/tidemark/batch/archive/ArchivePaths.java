package io.tidemark.batch.archive;

import io.tidemark.tidemark.PartitionId;
import java.util.Locale;
import java.util.UUID;

/**
 * Where files lie below the storage's root.
 *
 * <pre>
 * archive/flights/p3/00000000000000001200.parquet                 the file that begins at offset 1200 of partition 3
 * quarantine/flights/p3/00000000000000001200-5f1c….parquet        quarantined records of the file that names it
 * </pre>
 *
 * The path of a chain's file depends on its partition and first offset alone (PROTOCOL 10). With the epoch in it, two
 * writers that see different epochs at one offset, one of them because the log was truncated meanwhile, would both be
 * first. A quarantine file belongs to the chain only if the chain's file names it.
 */
final class ArchivePaths {
    private ArchivePaths() {}

    static String topic(String topic) {
        return "archive/" + topic;
    }

    /** What holds a partition's chain. */
    static String chain(PartitionId partition) {
        return chain(partition.topic(), partition.partition());
    }

    static String chain(String topic, int partition) {
        return topic(topic) + "/p" + partition;
    }

    /** The number of the partition whose chain a directory holds. */
    static int partitionOf(String chain) {
        return Integer.parseInt(chain.substring(chain.lastIndexOf("/p") + 2));
    }

    static String file(PartitionId partition, long first) {
        return file(chain(partition), first);
    }

    static String file(String chain, long first) {
        return chain + "/" + digits(first) + ".parquet";
    }

    static String quarantine(PartitionId partition) {
        return "quarantine/" + partition.topic() + "/p" + partition.partition();
    }

    static String newQuarantineFile(PartitionId partition, long first) {
        return quarantine(partition) + "/" + digits(first) + "-" + UUID.randomUUID() + ".parquet";
    }

    /** The first offset of the file that a quarantine file was written for. */
    static long firstOfQuarantine(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.indexOf('-')));
    }

    // Padded, so that the order of names is the order of offsets.
    private static String digits(long offset) {
        return String.format(Locale.ROOT, "%020d", offset);
    }
}
