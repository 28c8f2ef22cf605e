package io.tidemark.batch.run;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.UsedFields;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.OffsetRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records that are archived and do not tell what a definition reads: it reads a field that was not declared and not kept
 * when they were archived, or that is held in a form which does not tell it. They are gaps of its view, each with the
 * offset from which the field is known; nobody has to accept them, since nothing was lost.
 */
final class UnknownFiles {
    private final AggregationDefinition<?> definition;
    /** By topic. */
    private final Map<String, Set<String>> reads = new HashMap<>();

    UnknownFiles(AggregationDefinition<?> definition) {
        this.definition = definition;
    }

    /** The gaps in a range of a chain: one for all files that follow each other with the same reason. */
    List<Gap> gaps(List<ArchiveFile> chain, OffsetRange range) {
        List<Gap> gaps = new ArrayList<>();
        String reason = "";
        long first = 0;
        long end = 0;
        if (chain.isEmpty()) {
            return gaps;
        }
        StreamDefinition<?> stream =
                definition.input().source(chain.get(0).partition().topic()).stream();
        for (ArchiveFile file : chain) {
            long from = Math.max(range.first(), file.offsets().first());
            long to = Math.min(range.end(), file.offsets().end());
            Optional<String> unknown = from < to ? file.unknown(stream, () -> reads(stream)) : Optional.empty();
            boolean goesOn = unknown.isPresent() && unknown.get().equals(reason) && from == end;
            if (unknown.isPresent() && !goesOn) {
                add(gaps, chain, first, end, reason);
                first = from;
            } else if (unknown.isEmpty() && !reason.isEmpty()) {
                add(gaps, chain, first, end, reason);
            }
            reason = unknown.orElse("");
            end = unknown.isPresent() ? to : end;
        }
        add(gaps, chain, first, end, reason);
        return gaps;
    }

    private static void add(List<Gap> gaps, List<ArchiveFile> chain, long first, long end, String reason) {
        if (!reason.isEmpty()) {
            gaps.add(new Gap(
                    chain.get(0).partition(),
                    new OffsetRange(first, end),
                    "the archive does not tell " + reason + "; known from offset " + end));
        }
    }

    private Set<String> reads(StreamDefinition<?> stream) {
        return reads.computeIfAbsent(stream.topic(), topic -> UsedFields.orAll(definition, stream));
    }
}
