package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes one file that holds and says what some files of a chain do which follow one another. It is at a path that no file ever
 * had, and nobody sees it before a list names it.
 *
 * @param directory of all that is joined together, which nobody else writes to
 */
record JoinedFile(Archive archive, String directory) {
    /**
     * Reads the small files and writes the one.
     *
     * @throws StorageException if one of them is not what was written, which is its place; or the storage cannot do it now
     */
    Link write(List<Link> small) throws InterruptedException {
        ArchiveFile first = small.get(0).file();
        String chain = first.path().substring(0, first.path().lastIndexOf('/'));
        String folder = directory + chain.substring(chain.lastIndexOf('/'));
        String name = ArchivePaths.fileName(first.offsets().first());
        Storage storage = archive.storage();
        for (Link link : small) {
            requireAsListed(archive, link);
        }
        try (RowCopy rows = new RowCopy(storage, first.held().fields().taken());
                RowCopy refused = new RowCopy(storage, "");
                RowCopy keyed = new RowCopy(storage, "")) {
            for (Link link : small) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("compaction was interrupted");
                }
                rows.add(link.file().path(), link.file().rows());
                if (!link.quarantine().isEmpty()) {
                    refused.add(link.quarantine(), link.file().quarantined());
                }
                if (!link.tombstones().isEmpty()) {
                    keyed.add(link.tombstones());
                }
            }
            String quarantine = path(small, Link::quarantine, folder + "/quarantined-" + name);
            String tombstones = path(small, Link::tombstones, folder + "/tombstones-" + name);
            Link joined = new Link(file(small, folder + "/" + name, storage), quarantine, tombstones);
            Map<String, String> footer = joined.footer();
            // The chain's file last, as writers do it: while it is not there, nobody can have named it.
            refused.publish(quarantine, footer);
            keyed.publish(tombstones, footer);
            rows.publish(joined.file().path(), footer);
            return readBack(joined);
        }
    }

    private static String path(List<Link> small, Function<Link, String> beside, String path) {
        return small.stream().allMatch(link -> beside.apply(link).isEmpty()) ? "" : path;
    }

    /**
     * What lists say of a file is what its own footer says, and its bytes are those that were written, and so are those of what
     * lies beside it.
     */
    static void requireAsListed(Archive archive, Link link) {
        ArchiveFile listed = link.file();
        ArchiveFile found = Link.read(archive.storage(), listed.path()).file();
        boolean isSame = found.origin().equals(listed.origin())
                && found.partition().equals(listed.partition())
                && found.offsets().equals(listed.offsets())
                && found.rows() == listed.rows();
        if (!isSame) {
            throw StorageException.damaged(listed.path(), "is not the file that lists name", null);
        }
        archive.requireSound(listed.path(), listed.origin().checksum());
        requireSound(archive, link.quarantine());
        requireSound(archive, link.tombstones());
    }

    private static void requireSound(Archive archive, String path) {
        if (path.isEmpty()) {
            return;
        }
        try {
            archive.requireSound(
                    path,
                    Link.checksum(path, RowFileReader.footer(archive.storage().input(path))));
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(path, e);
        }
    }

    private ArchiveFile file(List<Link> small, String path, Storage storage) {
        ArchiveFile first = small.get(0).file();
        ArchiveFile last = small.get(small.size() - 1).file();
        long rows = 0;
        long quarantined = 0;
        long tombstones = 0;
        int generation = 0;
        TimeRange times = ArchiveFile.NO_TIMES;
        for (Link link : small) {
            ArchiveFile file = link.file();
            rows += file.rows();
            quarantined += file.quarantined();
            tombstones += file.tombstones();
            generation = Math.max(generation, file.origin().generation());
            times = both(times, file.eventTimes());
        }
        return new ArchiveFile(
                path,
                first.partition(),
                new OffsetRange(first.offsets().first(), last.offsets().end()),
                // Where it ends is all that a run may ask of its epoch.
                last.epochStartMillis(),
                last.end(),
                first.startClockMillis(),
                rows,
                quarantined,
                tombstones,
                times,
                last.closing(),
                "",
                first.held(),
                new FileOrigin("", storage.writer(), generation + 1));
    }

    private static TimeRange both(TimeRange one, TimeRange other) {
        if (one.equals(ArchiveFile.NO_TIMES) || other.equals(ArchiveFile.NO_TIMES)) {
            return one.equals(ArchiveFile.NO_TIMES) ? other : one;
        }
        return new TimeRange(
                Math.min(one.firstMillis(), other.firstMillis()), Math.max(one.endMillis(), other.endMillis()));
    }

    /** As it will be named: with the sum that its footer tells, once its bytes were found to add up to it. */
    private Link readBack(Link written) {
        Link found = Link.read(archive.storage(), written.file().path());
        if (!found.footer().equals(written.footer())) {
            throw StorageException.damaged(written.file().path(), "is not what was written", null);
        }
        requireSound(archive, found.file().path());
        requireSound(archive, found.quarantine());
        requireSound(archive, found.tombstones());
        return found;
    }
}
