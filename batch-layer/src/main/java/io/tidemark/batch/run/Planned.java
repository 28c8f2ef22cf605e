package io.tidemark.batch.run;

import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Outcome.Built;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Part.Onto;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run will do for one aggregation: the work, and the entry that it will publish but for the files.
 *
 * @param to the view that it goes on from, moved to where the new one stands
 */
record Planned<E>(Part<E> part, AggregationView to, List<Gap> gaps, Horizon horizon) {
    AggregationView view(Built built, String run) {
        return new AggregationView(
                part.definition().name(),
                part.definition().fingerprint(),
                to.since(),
                to.tidemark(),
                to.ended(),
                ViewFiles.named(built.files()),
                part.remembers() ? remembered(built.put()) : Remembered.NOTHING,
                gaps,
                horizon,
                run);
    }

    /** What was known before, and what was put since, without what the operator looks back at no more. */
    private Remembered remembered(List<OperatorDelta> put) {
        TreeMap<PartitionId, List<EntryFile>> files =
                new TreeMap<>(to.remembered().files());
        if (part.onto() == Onto.ADDED) {
            // Of what moved on without a unit nothing was to be looked back at, and nothing was put.
            part.offsets().keySet().forEach(partition -> files.putIfAbsent(partition, List.of()));
        }
        for (OperatorDelta delta : put) {
            files.merge(delta.partition(), delta.onto(List.of()), (known, more) -> delta.onto(known));
        }
        SortedMap<PartitionId, LogPosition> positions = to.positions();
        files.replaceAll((partition, known) -> {
            long since = LookBack.since(part.definition(), positions.getOrDefault(partition, LogPosition.ZERO));
            // From the front alone: a file that goes may have what takes the place of an entry in one that stays, which
            // may have been
            // put at a higher log clock, as that of the very first record is where its stamp was ahead.
            return known.stream()
                    .dropWhile(file -> file.greatestClockMillis() < since)
                    .toList();
        });
        // Nobody goes on from the end of a log that has ended.
        to.ended().forEach((partition, former) -> {
            if (former.isWhole()) {
                files.remove(partition);
            }
        });
        return new Remembered(files);
    }
}
