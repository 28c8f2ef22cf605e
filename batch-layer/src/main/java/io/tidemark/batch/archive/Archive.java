package io.tidemark.batch.archive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The chains of the archive, as their footers tell them. Every method throws
 * {@link io.tidemark.batch.storage.StorageException} if the file system does, or a file is damaged;
 * {@link FormerFormatException} or {@link LostBeginningException} if nobody may go on with what is there. Safe for use by many threads; footers are
 * kept in memory, since files never change.
 */
public final class Archive {
    private static final Duration SOUND_FOR = Duration.ofMinutes(10);

    private final Storage storage;
    private final FileBeginnings beginnings;
    private final Strays strays;
    /** Directories of chains that were looked through for such. */
    private final Set<String> looked = ConcurrentHashMap.newKeySet();
    /** By directory. */
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();
    /** Of which files the bytes were added up of late and found to be what was written, by path and sum. */
    private final Cache<String, Boolean> sound;

    public Archive(Storage storage) {
        this(storage, System::nanoTime);
    }

    Archive(Storage storage, LongSupplier nanoTime) {
        this.storage = storage;
        this.strays = new Strays(storage);
        this.sound = Caffeine.newBuilder()
                .expireAfterWrite(SOUND_FOR)
                .ticker(nanoTime::getAsLong)
                .build();
        this.beginnings = new FileBeginnings(storage);
    }

    /** Where its files lie. Views may lie elsewhere. */
    public Storage storage() {
        return storage;
    }

    /** Where the log of a topic began for us; empty if no layer has seen the topic yet. */
    public Optional<Since> since(String topic) {
        return beginnings.find(topic);
    }

    /** The partitions of a topic that have a chain, each of the log that it was read from. */
    public NavigableSet<PartitionId> partitions(String topic) {
        NavigableSet<PartitionId> partitions = new TreeSet<>();
        for (String directory : storage.directories(ArchivePaths.topic(topic))) {
            Optional<ChainPaths> paths = ChainPaths.of(topic, directory);
            if (paths.isEmpty()) {
                strays.found(directory);
                continue;
            }
            // Listed before the chain is gone through, so that what is published meanwhile is a link of it.
            List<String> files = looked.contains(directory) ? List.of() : storage.list(directory);
            List<Link> links = links(paths.get());
            links.stream().map(link -> link.file().partition()).findFirst().ifPresent(partitions::add);
            if (looked.add(directory)) {
                Set<String> known =
                        links.stream().map(link -> link.file().path()).collect(Collectors.toSet());
                // One of a chain behind its end is no stray: what lies between is lost.
                files.stream()
                        .filter(file -> !known.contains(file) && !ArchivePaths.isOfChain(file))
                        .forEach(strays::found);
            }
        }
        return partitions;
    }

    /** What others have put here, as far as somebody has come across it. */
    public List<Fault> strays() {
        return strays.faults();
    }

    /**
     * The files of a partition from its beginning on, each beginning where the one before ends; none if there is no file.
     *
     * @throws LogMismatchException if they were read from another log of the same name
     */
    public List<ArchiveFile> chain(PartitionId partition) {
        List<ArchiveFile> files = links(partition).stream().map(Link::file).toList();
        if (!files.isEmpty() && !files.get(0).partition().equals(partition)) {
            throw otherLog(partition.log(), files.get(0).partition().log(), "what is archived");
        }
        return files;
    }

    public static LogMismatchException otherLog(LogId now, LogId held, String holder) {
        return LogMismatchException.otherLog("TM-ARC-001", now, held, holder);
    }

    /** Where a partition's chain ends; empty if it has no file. */
    public Optional<LogPosition> end(PartitionId partition) {
        List<ArchiveFile> files = chain(partition);
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(files.get(files.size() - 1).end());
    }

    /** The chain where this partition's lies, whatever log it is of. */
    public List<Link> links(PartitionId partition) {
        return links(paths(partition));
    }

    /** Where the chain of a partition lies. Whoever reads the log has made sure that it is one of those that are known. */
    public ChainPaths paths(PartitionId partition) {
        int log = beginnings
                .find(partition.topic())
                .map(since -> since.number(partition.log()).orElse(since.ended().size() + 1))
                .orElse(1);
        return new ChainPaths(partition.topic(), partition.partition(), log);
    }

    /**
     * The first offset of the file that lies nearest behind a chain's end; empty if none does. Where one does, a file
     * between the two is lost.
     */
    public OptionalLong behind(PartitionId partition, long end) {
        return storage.list(paths(partition).chain()).stream()
                .filter(ArchivePaths::isOfChain)
                .mapToLong(ArchivePaths::first)
                .filter(first -> first > end)
                .min();
    }

    /**
     * Adds up a file's bytes, if that was not done of late: those who read it for one run share it, and what has changed on
     * the disk since another is found.
     *
     * @throws io.tidemark.batch.storage.StorageException if they are not those that were written
     */
    public void requireSound(String path, String checksum) {
        // A file is read between the look and the note, since threads that read others must not wait for it.
        String key = path + " " + checksum;
        if (sound.getIfPresent(key) == null) {
            storage.requireSum(path, Checksum.parse(checksum));
            sound.put(key, true);
        }
    }

    private List<Link> links(ChainPaths paths) {
        String directory = paths.chain();
        Chain known = chains.get(directory);
        if (known != null) {
            return known.links();
        }
        Optional<Since> since = beginnings.find(paths.topic());
        if (since.isEmpty()) {
            // Nobody has seen the topic, so nobody has archived any of it; or what they wrote of it is gone.
            beginnings.requireNoneLost(paths.topic());
            return List.of();
        }
        long first = first(since.get(), paths);
        return chains.computeIfAbsent(directory, d -> new Chain(storage, paths, first))
                .links();
    }

    private static long first(Since since, ChainPaths paths) {
        int ended = since.ended().size();
        if (paths.log() > ended + 1) {
            throw new LostBeginningException(
                    FileBeginnings.path(paths.topic(), paths.log()), paths.topic(), paths.chain());
        }
        return paths.log() <= ended
                ? since.ended().get(paths.log() - 1).start(paths.partition()).offset()
                : since.at(paths.partition()).offset();
    }
}
