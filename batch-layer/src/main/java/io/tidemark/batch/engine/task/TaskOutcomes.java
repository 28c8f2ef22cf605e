package io.tidemark.batch.engine.task;

import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.merge.MergedSlice;
import io.tidemark.batch.engine.task.FoldReport.PartFolded;
import io.tidemark.batch.engine.task.MergeReport.PartMerged;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What became of a pass, by the reports of its tasks: one of each unit and of each interval. */
public final class TaskOutcomes {
    private final Pass pass;
    private final Storage storage;
    private final List<FoldReport> folds;
    private final List<MergeReport> merges;

    public TaskOutcomes(Pass pass, Storage storage, List<FoldReport> folds, List<MergeReport> merges) {
        this.pass = pass;
        this.storage = storage;
        this.folds = folds;
        this.merges = merges;
    }

    /**
     * One outcome for each part. Of a part that failed, what was written is deleted.
     *
     * @throws io.tidemark.fault.FaultException if a unit could not be folded for any of them
     */
    public List<Outcome> outcomes() {
        Optional<TaskFailure> failed =
                folds.stream().flatMap(fold -> fold.failed().stream()).findFirst();
        if (failed.isPresent()) {
            merges.stream().flatMap(merge -> merge.parts().stream()).forEach(this::forget);
            folds.stream().flatMap(fold -> fold.parts().stream()).forEach(this::forget);
            throw failed.get().asException();
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int part = 0; part < pass.parts().size(); part++) {
            outcomes.add(outcome(part));
        }
        return outcomes;
    }

    private Outcome outcome(int number) {
        List<PartFolded> folded =
                folds.stream().map(fold -> fold.parts().get(number)).toList();
        List<PartMerged> merged = merges.stream()
                .flatMap(merge -> merge.parts().stream())
                .filter(part -> part.part() == number)
                .toList();
        Optional<TaskFailure> failed = Stream.concat(
                        folded.stream().flatMap(part -> part.stopped().stream()),
                        merged.stream().flatMap(part -> part.failed().stream()))
                .findFirst();
        if (failed.isPresent()) {
            merged.forEach(this::forget);
            folded.forEach(this::forget);
            return new Outcome.Failed(failed.get().asException());
        }
        List<ViewFile> written =
                merged.stream().flatMap(part -> part.written().stream()).toList();
        Set<String> replaced = new HashSet<>();
        merged.forEach(part -> replaced.addAll(part.replaced()));
        Part<?> part = pass.parts().get(number);
        return new Outcome.Built(
                MergedSlice.files(part, written, replaced),
                written,
                folded.stream().flatMap(each -> each.put().stream()).toList(),
                folded.stream().mapToLong(PartFolded::folded).sum(),
                folded.stream().mapToLong(PartFolded::skipped).sum());
    }

    private void forget(PartMerged part) {
        part.written().stream().map(ViewFile::path).forEach(storage::delete);
    }

    private void forget(PartFolded part) {
        part.put().flatMap(OperatorDelta::written).map(EntryFile::path).ifPresent(storage::delete);
    }
}
