package io.tidemark.batch.engine;

import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import java.util.List;
import java.util.stream.Stream;

/** What became of one part of a pass. */
public sealed interface Outcome {
    /**
     * The part is done.
     *
     * @param files of the new view, old ones that did not change among them, by time
     * @param written those of them that are new, which nobody needs if they are not published
     * @param put what its operator put, of each partition that was folded; nobody needs it either
     * @param skipped records on which the user's code threw, constructors and event time among it
     */
    record Built(List<ViewFile> files, List<ViewFile> written, List<OperatorDelta> put, long folded, long skipped)
            implements Outcome {
        public Built {
            files = List.copyOf(files);
            written = List.copyOf(written);
            put = List.copyOf(put);
        }

        /** All that was written. */
        public List<String> paths() {
            return Stream.concat(
                            written.stream().map(ViewFile::path),
                            put.stream()
                                    .flatMap(delta -> delta.written().stream())
                                    .map(EntryFile::path))
                    .toList();
        }
    }

    /** The part could not be done; others may have been. */
    record Failed(Throwable cause) implements Outcome {}
}
