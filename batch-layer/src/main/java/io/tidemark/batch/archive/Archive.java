package io.tidemark.batch.archive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The chains of the archive, as lists tell them, and behind those as their footers do. Every method throws
 * {@link io.tidemark.batch.storage.StorageException} if the file system does, or a file is damaged;
 * {@link FormerFormatException} or {@link LostBeginningException} if nobody may go on with what is there. Safe for use by many
 * threads; footers are kept in memory until lists tell them, since files never change.
 */
public final class Archive {
    private static final Duration SOUND_FOR = Duration.ofMinutes(10);
    /** Names that are looked at for others' files, each time that somebody asks for chains: a year of a topic is millions. */
    private static final int LOOKED_AT_ONCE = 10_000;

    private final Storage storage;
    private final ManifestStore manifests;
    private final ArchiveLists lists;
    private final FileBeginnings beginnings;
    private final Strays strays;
    /** Directories of chains that were looked through for such. */
    private final Set<String> looked = ConcurrentHashMap.newKeySet();
    /** By directory. */
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();
    /** Of which files the bytes were added up of late and found to be what was written, by path and sum. */
    private final Cache<String, Boolean> sound;

    /** For whoever publishes nothing. */
    public Archive(Storage storage) {
        this(storage, new ManifestStore(storage, Clock.systemUTC()));
    }

    /** @param manifests which refer to the lists of what is archived */
    public Archive(Storage storage, ManifestStore manifests) {
        this(storage, manifests, System::nanoTime);
    }

    Archive(Storage storage, ManifestStore manifests, LongSupplier nanoTime) {
        this.storage = storage;
        this.manifests = manifests;
        this.lists = new ArchiveLists(storage, manifests.lists(), this::paths);
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

    /** What lists tell of a topic's chains at present. They are never taken back, so that an older answer is right as well. */
    public ListedArchive listed(String topic) {
        return manifests.newestReadable().archive(topic);
    }

    public ArchiveLists lists() {
        return lists;
    }

    /** The partitions of a topic that have a chain, each of the log that it was read from. */
    public NavigableSet<PartitionId> partitions(String topic) {
        return new TreeSet<>(tails(topic, listed(topic)).keySet());
    }

    /**
     * The chains of a topic, each of the log that it was read from.
     *
     * @param listed what lists tell of them
     */
    public SortedMap<PartitionId, Tail> tails(String topic, ListedArchive listed) {
        Map<ChainPaths, PartitionId> owners = new HashMap<>();
        listed.chains().keySet().forEach(partition -> owners.put(paths(partition), partition));
        Set<ChainPaths> all = new HashSet<>(owners.keySet());
        int names = 0;
        for (String directory : storage.directories(ArchivePaths.topic(topic))) {
            Optional<ChainPaths> paths = ChainPaths.of(topic, directory);
            if (paths.isEmpty()) {
                strays.found(directory);
                continue;
            }
            all.add(paths.get());
            if (names < LOOKED_AT_ONCE && looked.add(directory)) {
                List<String> files = storage.list(directory);
                names += files.size();
                // What is named as one of a chain and lies behind its end is no stray: what lies between is lost.
                files.stream().filter(file -> !ArchivePaths.isOfChain(file)).forEach(strays::found);
            }
        }
        SortedMap<PartitionId, Tail> tails = new TreeMap<>();
        for (ChainPaths paths : all) {
            tail(paths, Optional.ofNullable(owners.get(paths)), listed)
                    .ifPresent(tail -> tails.put(tail.partition(), tail));
        }
        return tails;
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
        if (!files.isEmpty()) {
            requireOf(partition, files.get(0).partition());
        }
        return files;
    }

    private static void requireOf(PartitionId partition, PartitionId found) {
        if (!found.equals(partition)) {
            throw otherLog(partition.log(), found.log(), "what is archived");
        }
    }

    public static LogMismatchException otherLog(LogId now, LogId held, String holder) {
        return LogMismatchException.otherLog("TM-ARC-001", now, held, holder);
    }

    /**
     * Where a partition's chain ends; empty if it has no file.
     *
     * @throws LogMismatchException if it was read from another log of the same name
     */
    public Optional<LogPosition> end(PartitionId partition) {
        Optional<Tail> tail = tail(partition);
        tail.ifPresent(found -> requireOf(partition, found.partition()));
        return tail.map(Tail::end);
    }

    /** The chain where this partition's lies, whatever log it is of, from its beginning on: of a long one, lists are read. */
    public List<Link> links(PartitionId partition) {
        ListedArchive listed = listed(partition.topic());
        ChainPaths paths = paths(partition);
        List<Link> links = new ArrayList<>();
        Optional<PartitionId> owner = owner(paths, listed);
        owner.ifPresent(found -> lists.behind(listed, Map.of(found, 0L), section -> true)
                .values()
                .forEach(links::addAll));
        tail(paths, owner, listed).ifPresent(tail -> links.addAll(tail.links()));
        return links;
    }

    /** The chain where this partition's lies, whatever log it is of; empty if it has no file. */
    public Optional<Tail> tail(PartitionId partition) {
        ListedArchive listed = listed(partition.topic());
        ChainPaths paths = paths(partition);
        return tail(paths, owner(paths, listed), listed);
    }

    /** Whose chain lists name that lies there. */
    private Optional<PartitionId> owner(ChainPaths paths, ListedArchive listed) {
        return listed.chains().keySet().stream()
                .filter(partition -> paths.isOf(partition) && paths(partition).equals(paths))
                .findFirst();
    }

    /** Whether a partition's log is one of those that are known here: if not, {@link #paths} may be those of another log. */
    public boolean isKnown(PartitionId partition) {
        return since(partition.topic())
                .flatMap(since -> since.number(partition.log()))
                .isPresent();
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

    /** @param owner whose chain lists name that lies there */
    private Optional<Tail> tail(ChainPaths paths, Optional<PartitionId> owner, ListedArchive listed) {
        long start;
        if (owner.isPresent()) {
            start = listed.chains().get(owner.get()).end().offset();
        } else {
            Optional<Since> since = beginnings.find(paths.topic());
            if (since.isEmpty()) {
                // Nobody has seen the topic, so nobody has archived any of it; or what they wrote of it is gone.
                beginnings.requireNoneLost(paths.topic());
                return Optional.empty();
            }
            start = first(since.get(), paths);
        }
        List<Link> links = chains.computeIfAbsent(paths.chain(), d -> new Chain(storage, paths))
                .links(start, owner);
        if (owner.isEmpty() && links.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Tail(
                owner.orElseGet(() -> links.get(0).file().partition()),
                owner.map(partition -> listed.chains().get(partition)).orElse(ListedArchive.Chain.EMPTY),
                links));
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
