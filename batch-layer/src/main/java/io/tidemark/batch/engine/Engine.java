package io.tidemark.batch.engine;

import java.util.List;

/** Does the work of a run over one stream. Safe for use by many threads. */
public interface Engine {
    /**
     * Folds the records that each part of the pass wants, merges them with the rows of its base, and writes new files for
     * the slices that changed. Nothing is published. What is written is a function of the pass.
     *
     * @return one outcome for each part, in the order of the parts
     * @throws io.tidemark.batch.storage.StorageException if the archive cannot be read, or there is no room to work in
     * @throws InterruptedException if the thread was interrupted; nothing is left behind but files that no manifest names
     */
    List<Outcome> run(Pass pass, Progress progress) throws InterruptedException;
}
