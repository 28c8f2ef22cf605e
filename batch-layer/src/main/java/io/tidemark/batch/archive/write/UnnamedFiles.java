package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What lies beside a chain, was written for an offset below its end, and is named by no link: nobody will ever name it. But
 * a gap may stand where a file was lost, which may be put back.
 */
record UnnamedFiles(Storage storage, List<Link> links) {
    /** @param name what of a directory a link names */
    void deleteFrom(String directory, Function<Link, String> name) {
        long end = links.isEmpty()
                ? 0
                : links.get(links.size() - 1).file().offsets().end();
        Set<String> named = links.stream().map(name).collect(Collectors.toSet());
        for (String path : storage.list(directory)) {
            OptionalLong first = ArchivePaths.firstOfBeside(path);
            if (first.isPresent()
                    && first.getAsLong() < end
                    && !named.contains(path)
                    && links.stream().noneMatch(link -> isGapAt(link.file(), first.getAsLong()))) {
                storage.delete(path);
            }
        }
    }

    private static boolean isGapAt(ArchiveFile file, long offset) {
        return file.isGap() && file.offsets().contains(offset);
    }
}
