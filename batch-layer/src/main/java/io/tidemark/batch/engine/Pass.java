package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.stream.StreamDefinition;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One pass over the archives of one or several streams, for several aggregations at once.
 *
 * @param files of all partitions, by partition and offset; those that no part wants are not read
 * @param parts whose streams these are: of one model, in which a topic has one stream
 * @param attempt names the files that are written; never used twice
 */
public record Pass(List<ArchiveFile> files, List<Part<?>> parts, String attempt) {
    public Pass {
        files = List.copyOf(files);
        parts = List.copyOf(parts);
    }

    /** Those that its aggregations are over. */
    public SortedSet<String> topics() {
        TreeSet<String> topics = new TreeSet<>();
        parts.forEach(part -> topics.addAll(part.definition().input().topics()));
        return topics;
    }

    /** The stream of a file. */
    public StreamDefinition<?> stream(ArchiveFile file) {
        String topic = file.partition().topic();
        for (Part<?> part : parts) {
            AggregationDefinition<?> definition = part.definition();
            if (definition.input().reads(topic)) {
                return definition.input().source(topic).stream();
            }
        }
        throw new IllegalArgumentException(file.path() + " is of none of " + topics());
    }
}
