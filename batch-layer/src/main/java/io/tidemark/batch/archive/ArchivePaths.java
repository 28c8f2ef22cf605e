package io.tidemark.batch.archive;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files lie below the storage's root.
 *
 * <pre>
 * archive/flights/p3/00000000000000001200.parquet                 the file that begins at offset 1200 of partition 3
 * quarantine/flights/p3/00000000000000001200-5f1c….parquet        quarantined records of the file that names it
 * tombstones/flights/p3/00000000000000001200-77ab….parquet        keys of its records that have no value
 * archive/flights/p3-2/00000000000000000000.parquet               the first file of the log that took its place
 * compacted/flights/9d2e…/p3/00000000000000001200.parquet         several files of the chain in one: only lists name it
 * compacted/flights/9d2e…/p3/quarantined-00000000000000001200.parquet   what they had beside them, and tombstones- likewise
 * </pre>
 *
 * The path of a chain's file depends on its log, partition and first offset alone (PROTOCOL 10). With the epoch in it, two
 * writers that see different epochs at one offset, one of them because the log was truncated meanwhile, would both be
 * first. A file of the other two belongs to the chain only if the chain's file names it.
 */
public final class ArchivePaths {
    // What is longer than an offset can be is no offset.
    private static final Pattern CHAIN = Pattern.compile("0[0-8][0-9]{18}\\.parquet");
    private static final Pattern BESIDE = Pattern.compile("(0[0-8][0-9]{18})-[0-9a-f-]+\\.parquet");

    private static final Pattern JOINED = Pattern.compile("(?:[a-z]+-)?(0[0-8][0-9]{18})\\.parquet");

    /** Where {@link #compacted} files of all topics lie. */
    public static final String COMPACTED = "compacted";

    private ArchivePaths() {}

    /** Where files lie that hold what several files of a topic's chains held. */
    public static String compacted(String topic) {
        return COMPACTED + "/" + topic;
    }

    static String topic(String topic) {
        return "archive/" + topic;
    }

    /** Whether a file in the directory of a chain is named as one of its files. */
    static boolean isOfChain(String path) {
        return CHAIN.matcher(path.substring(path.lastIndexOf('/') + 1)).matches();
    }

    /** Of a file that {@link #isOfChain}. */
    static long first(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    /** The same of any file; empty for what others have put there. */
    public static OptionalLong firstOfChain(String path) {
        return isOfChain(path) ? OptionalLong.of(first(path)) : OptionalLong.empty();
    }

    /** A new name in a directory beside the chain, such as {@link ChainPaths#quarantine}. */
    public static String newFileBeside(String directory, long first) {
        return directory + "/" + digits(first) + "-" + UUID.randomUUID() + ".parquet";
    }

    /** The first offset of the file that a file beside the chain was written for; empty for what others have put there. */
    public static OptionalLong firstOfBeside(String path) {
        Matcher name = BESIDE.matcher(path.substring(path.lastIndexOf('/') + 1));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /** The first offset of a {@link #compacted} file, or of what lies beside one; empty for what others have put there. */
    public static OptionalLong firstOfJoined(String path) {
        Matcher name = JOINED.matcher(path.substring(path.lastIndexOf('/') + 1));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /** Of the chain's file that begins at an offset. */
    public static String fileName(long first) {
        return digits(first) + ".parquet";
    }

    // Padded, so that the order of names is the order of offsets.
    private static String digits(long offset) {
        return String.format(Locale.ROOT, "%020d", offset);
    }
}
