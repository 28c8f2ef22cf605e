package io.tidemark.batch.engine.task;

import io.tidemark.manifest.ViewFile;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link MergeTask} did.
 *
 * @param parts those of which it had something, by their place in the order
 */
public record MergeReport(int interval, List<PartMerged> parts) {
    public MergeReport {
        parts = List.copyOf(parts);
    }

    /**
     * What became of one part in the interval.
     *
     * @param written new files, which nobody needs if they are not published
     * @param replaced the paths of those of the base that they take the place of
     * @param failed why nothing comes of the part; then nothing is written
     */
    public record PartMerged(int part, List<ViewFile> written, List<String> replaced, Optional<TaskFailure> failed) {
        public PartMerged {
            written = List.copyOf(written);
            replaced = List.copyOf(replaced);
        }
    }
}
