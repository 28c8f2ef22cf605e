package io.tidemark.batch.archive.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.archive.keep.ArchiveSweep;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A process that joins the small files of a {@link Batch}, and what must hold of them at every moment. */
final class Compacting {
    static final int PARTITIONS = 3;

    final ArchiveCompaction compaction;
    private final Batch batch;
    private final Sweep sweep;

    /** By which each look takes some time, so that a step is over with the first file. */
    private static Clock slow(Clock clock) {
        return new Clock() {
            private long looks;

            @Override
            public Instant instant() {
                return clock.instant().plusMillis(300 * looks++);
            }

            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** @param fileBytes how large joined files become */
    Compacting(Batch batch, Storage storage, long fileBytes, KeepSettings keep) {
        this.batch = batch;
        ManifestStore manifests = batch.manifests(storage);
        Archive archive = new Archive(storage, manifests);
        // What was written is older than any grace by this clock.
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        ReplacedFiles replaced = new ReplacedFiles(archive, manifests.lists(), later, keep.grace());
        compaction = new ArchiveCompaction(
                archive, manifests, new CompactSettings(fileBytes, Duration.ofMinutes(5)), replaced, slow(batch.clock));
        ArchiveSweep forgotten = new ArchiveSweep(archive);
        sweep = new Sweep(
                storage,
                manifests,
                later,
                keep,
                BatchInterval.HOURLY,
                new Sweep.Others(kept -> forgotten.sweep(kept) + replaced.sweep(kept), () -> Long.MAX_VALUE));
    }

    static final KeepSettings KEEP_ONE = new KeepSettings(1, Duration.ZERO, KeepSettings.DEFAULT.versions());

    static Compacting of(Batch batch) {
        return new Compacting(batch, batch.storage(), 1 << 20, KEEP_ONE);
    }

    /** Joins all that can be joined now, and publishes it. */
    Compacting compact() throws InterruptedException {
        compaction.begin();
        boolean isMore = true;
        while (isMore) {
            isMore = compaction.step();
        }
        return this;
    }

    int sweep() {
        return sweep.sweep();
    }

    private static PartitionId partition(Batch batch, String path) {
        return batch.partition(Integer.parseInt(path.replaceAll(".*/p([0-9]+)/.*", "$1")));
    }

    static ListedArchive listed(Batch batch) {
        return batch.manifests(batch.storage()).newest().archive(Trip.TOPIC);
    }

    static List<Link> links(Batch batch, int partition) {
        Storage storage = batch.storage();
        return new Archive(storage, batch.manifests(storage)).links(batch.partition(partition));
    }

    /** What the whole archive holds. */
    static List<List<String>> contents(Batch batch) throws IOException {
        List<List<String>> contents = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            contents.add(Contents.of(batch.storage(), links(batch, partition)));
        }
        return contents;
    }

    /** Each chain is one from where it begins, its counts are those of its files, and what any manifest names is there. */
    static void checkChains(Batch batch, String history) throws IOException {
        Storage storage = batch.storage();
        ManifestStore manifests = batch.manifests(storage);
        Archive archive = new Archive(storage, manifests);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ArchiveFile> chain = archive.chain(batch.partition(partition));
            for (int i = 1; i < chain.size(); i++) {
                assertEquals(
                        chain.get(i - 1).offsets().end(), chain.get(i).offsets().first(), history);
            }
            if (!chain.isEmpty()) {
                assertEquals(
                        chain.size(),
                        archive.tail(batch.partition(partition)).orElseThrow().count(),
                        history);
            }
        }
        Path folder = batch.directory.resolve("root/manifests");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                long number = Long.parseLong(file.getFileName().toString().replaceAll("\\..*", ""));
                Manifest manifest = manifests.manifest(number).orElseThrow();
                for (ListedArchive.Section section :
                        manifest.archive(Trip.TOPIC).sections()) {
                    for (Link link : archive.lists().asListed(section)) {
                        for (String path : List.of(link.file().path(), link.quarantine(), link.tombstones())) {
                            assertTrue(
                                    path.isEmpty() || storage.exists(path),
                                    () -> history + ": manifest " + number + " names " + path);
                        }
                    }
                }
            }
        }
    }

    /** The archive's files, of whatever kind, that lie below where lists end and that nobody names. */
    static Set<String> unnamed(Batch batch) throws IOException {
        Set<String> there = new TreeSet<>();
        Path root = batch.directory.resolve("root");
        for (String folder : List.of("archive", "quarantine", "tombstones", "compacted", "tmp")) {
            if (Files.exists(root.resolve(folder))) {
                try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                    files.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file).toString())
                            .filter(file -> file.endsWith(".parquet") || file.startsWith("compacted"))
                            .forEach(there::add);
                }
            }
        }
        Set<String> named = new HashSet<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            links(batch, partition)
                    .forEach(link -> named.addAll(List.of(link.file().path(), link.quarantine(), link.tombstones())));
        }
        there.removeAll(named);
        // A sweep that takes the batch's own writer for gone takes the file from it that it was at, and not what lies
        // beside.
        there.removeIf(path -> ArchivePaths.firstOfBeside(path).orElse(0)
                >= listed(batch)
                        .chain(partition(batch, path))
                        .orElse(ListedArchive.Chain.EMPTY)
                        .end()
                        .offset());
        return there;
    }
}
