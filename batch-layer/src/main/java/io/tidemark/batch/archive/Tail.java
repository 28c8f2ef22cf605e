package io.tidemark.batch.archive;

import io.tidemark.manifest.ListedArchive;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A partition's chain: what lists name of it, and the links behind that, which were gone through one by one. It has at least
 * one file.
 *
 * @param listed {@link ListedArchive.Chain#EMPTY} if no list names any of it
 */
public record Tail(PartitionId partition, ListedArchive.Chain listed, List<Link> links) {
    public Tail {
        links = List.copyOf(links);
    }

    /** The first offset that is kept. */
    public long first() {
        return listed.end().offset() > 0
                ? listed.first()
                : links.get(0).file().offsets().first();
    }

    /** Where the chain ends. */
    public LogPosition end() {
        return links.isEmpty()
                ? listed.end()
                : links.get(links.size() - 1).file().end();
    }

    /** The files that no list names. */
    public List<ArchiveFile> files() {
        return links.stream().map(Link::file).toList();
    }

    /** How many files the chain has. */
    public long count() {
        return listed.files() + links.size();
    }

    public long quarantined() {
        return listed.quarantined() + sum(ArchiveFile::quarantined);
    }

    public long tombstones() {
        return listed.tombstones() + sum(ArchiveFile::tombstones);
    }

    private long sum(ToLongFunction<ArchiveFile> count) {
        return links.stream().map(Link::file).mapToLong(count).sum();
    }
}
