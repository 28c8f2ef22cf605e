package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.stream.StreamDefinition;
import java.util.List;

/**
 * One pass over the archive of a stream, for several aggregations at once.
 *
 * @param files of all partitions, by partition and offset; those that no part wants are not read
 * @param attempt names the files that are written; never used twice
 */
public record Pass<E>(StreamDefinition<E> stream, List<ArchiveFile> files, List<Part<E>> parts, String attempt) {
    public Pass {
        files = List.copyOf(files);
        parts = List.copyOf(parts);
    }
}
