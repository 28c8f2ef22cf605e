package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.archive.Tail;
import io.tidemark.batch.storage.Storage;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What lies beside a chain, was written for an offset below its end, and is named by no link: nobody will ever name it. But
 * a gap may stand where a file was lost, which may be put back. What belongs to links that lists name was looked at before they
 * were listed: a writer looks when it begins, and again when it has published what it began with.
 */
record UnnamedFiles(Storage storage, ChainPaths paths, Tail tail) {
    void delete() {
        deleteFrom(paths.quarantine(), Link::quarantine);
        deleteFrom(paths.tombstones(), Link::tombstones);
    }

    /** @param name what of a directory a link names */
    private void deleteFrom(String directory, Function<Link, String> name) {
        List<Link> links = tail.links();
        long first = tail.listed().end().offset();
        long end = tail.end().offset();
        Set<String> named = links.stream().map(name).collect(Collectors.toSet());
        for (String path : storage.list(directory)) {
            OptionalLong offset = ArchivePaths.firstOfBeside(path);
            if (offset.isPresent()
                    && offset.getAsLong() >= first
                    && offset.getAsLong() < end
                    && !named.contains(path)
                    && links.stream().noneMatch(link -> isGapAt(link.file(), offset.getAsLong()))) {
                storage.delete(path);
            }
        }
    }

    private static boolean isGapAt(ArchiveFile file, long offset) {
        return file.isGap() && file.offsets().contains(offset);
    }
}
