package io.tidemark.batch.engine.fold;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.EventBatch;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.event.EventFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.HalfFoldedEventException;
import io.tidemark.fold.OperatorStep;
import io.tidemark.fold.SourceFold;
import io.tidemark.input.Source;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.UsedFields;
import io.tidemark.operator.HeapMemory;
import io.tidemark.operator.Operator;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TileSize;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * What a part folds of one of its streams, file by file: of a stream as it is by the batch, if it is known what the
 * definition reads of it. Owned by its part's thread.
 */
final class PartSource<S, E> {
    private final PartFold<E> fold;
    private final Part<E> part;
    private final TileSize tile;
    private final SourceFold<S, E> events;
    /** Whether the stream's events are the aggregation's. */
    private final boolean isPlain;

    private final LongPredicate times;
    /** Null if the definition has no operator: then what is read is what is folded. */
    private final OperatedPart<S> operated;

    private final Set<String> reads;
    private final boolean takesBatches;
    /** Of a stream as it is; null if it is not known what the definition's functions read, or there are steps between. */
    private final KnownAnswers<S> answers;
    /** For metrics that ask nothing of an event; null if they ask. */
    private final S anyEvent;

    private final WaitingRows<S> waiting = new WaitingRows<>();

    private PartitionId partition;
    private long first;
    /** What lies before it is given to the operator alone. */
    private long firstToFold;

    private long end;

    @SuppressWarnings("unchecked") // The events of a plain source are the aggregation's.
    PartSource(PartFold<E> fold, StreamDefinition<S> stream, Fold<E> shared, RunningCode running) {
        this.fold = fold;
        this.part = fold.part();
        AggregationDefinition<E> definition = part.definition();
        Source<S, E> source = definition.input().source(stream);
        this.tile = definition.tile();
        this.times = millis -> part.folds(tile.startOf(millis));
        this.events = SourceFold.of(definition, stream, shared, running);
        this.isPlain = source.isPlain();
        this.operated = definition
                .operator()
                .map(operator ->
                        new OperatedPart<>((Operator<S>) operator, definition.place(), fold.mostRemembered(), running))
                .orElse(null);
        Optional<Set<String>> known = UsedFields.of(definition, stream);
        this.reads = known.orElseGet(() -> EventFormat.allComponents(stream.eventClass()));
        // What an operator makes of an event depends on others: it is given one after the other.
        this.takesBatches = operated == null && known.isPresent();
        Optional<UsedFields.Parts> parts =
                isPlain && takesBatches ? UsedFields.partsOf(definition, stream) : Optional.empty();
        boolean hasFilter = definition.where().isPresent();
        this.answers = parts.map(each -> new KnownAnswers<>((Fold<S>) shared, each, hasFilter))
                .orElse(null);
        RecordSchema<S> schema = RecordSchema.of(stream.eventClass());
        this.anyEvent = parts.filter(each -> each.metrics().isEmpty())
                .map(each -> schema.create(schema.newValues()))
                .orElse(null);
    }

    boolean takesBatches() {
        return takesBatches;
    }

    /** Returns whether it wants any of the file. */
    boolean start(ArchiveFile file) {
        OffsetRange offsets = part.offsetsIn(file);
        partition = file.partition();
        first = offsets.first();
        firstToFold = part.offsets(file.partition()).first();
        end = offsets.end();
        if (answers != null) {
            answers.forget();
        }
        return first < end;
    }

    Set<String> reads() {
        return reads;
    }

    void start(EventBatch<S> batch) {
        if (answers != null) {
            answers.start(batch);
        }
    }

    /** What the operator remembers is as it was where the records to fold begin, or to be primed with. */
    void begin(Remembering remembering) {
        operated.begin();
        try {
            remembering.read(operated);
        } catch (UserCodeException | StorageException stop) {
            // Nobody else needs what this one remembers.
            fold.stop(stop);
        }
    }

    /** What the operator remembers by now, which is let go of here. */
    HeapMemory end() {
        return operated.end();
    }

    private boolean wants(long offset) {
        return offset >= first && offset < end;
    }

    void event(S event, long eventTimeMillis, long logClockMillis, long offset) {
        if (!wants(offset)) {
            return;
        }
        if (operated == null) {
            if (!fold.isLeftOut(partition, offset)) {
                fold(event, eventTimeMillis, offset);
            }
        } else if (!fold.isIdle()) {
            foldOperated(event, eventTimeMillis, logClockMillis, offset);
        }
    }

    private void foldOperated(S event, long eventTimeMillis, long logClockMillis, long offset) {
        boolean isToFold = offset >= firstToFold;
        try {
            if (!isToFold) {
                operated.prime(event, eventTimeMillis, logClockMillis, offset);
                return;
            }
            List<OperatorStep.Made<S>> all = operated.take(event, eventTimeMillis, logClockMillis, offset);
            if (fold.isLeftOut(partition, offset)) {
                return;
            }
            if (all.isEmpty()) {
                // Its code ran and returned, though nothing comes to the fold.
                fold.returned();
            }
            for (OperatorStep.Made<S> made : all) {
                fold(made.event(), made.eventTimeMillis(), offset);
            }
        } catch (FoldException fault) {
            // Of what is only looked back at the run has told that folded it.
            if (isToFold) {
                fold.refuse(fault.isOfUserCode(), fault.getMessage());
            }
        } catch (UserCodeException stop) {
            fold.stop(stop);
        }
    }

    private void fold(S event, long eventTimeMillis, long offset) {
        if (isPlain && !times.test(eventTimeMillis)) {
            if (operated != null) {
                fold.returned();
            }
            return;
        }
        try {
            fold.took(events.fold(event, eventTimeMillis, partition.partition(), offset, times, fold.table()));
        } catch (FoldException fault) {
            fold.refuse(fault.isOfUserCode(), fault.getMessage());
        } catch (UserCodeException stop) {
            fold.stop(stop);
        } catch (HalfFoldedEventException halfIn) {
            fold.doubt(partition, offset, halfIn.getCause());
        }
    }

    void leftOut(long offset) {
        if (wants(offset) && offset >= firstToFold) {
            fold.leaveOut();
        }
    }

    /** Whether a row of the batch matters here, be it because the user's code throws. */
    boolean wantsRow(int row, long offset) {
        if (fold.isIdle() || !wants(offset)) {
            return false;
        }
        if (answers == null) {
            return true;
        }
        try {
            byte verdict = answers.verdict(row);
            if (verdict == KnownAnswers.OUT) {
                fold.returned();
            }
            return verdict != KnownAnswers.OUT;
        } catch (UserCodeException stop) {
            fold.stop(stop);
            return false;
        }
    }

    /** Folds a row that matters and is an event. */
    void row(EventBatch<S> batch, int row, long eventTimeMillis, long offset) {
        if (answers == null) {
            if (!fold.isLeftOut(partition, offset)) {
                fold(batch.event(row), eventTimeMillis, offset);
            }
            return;
        }
        if (!times.test(eventTimeMillis)) {
            return;
        }
        if (answers.verdict(row) == KnownAnswers.THROWS) {
            foldWaiting(); // They came before: else more seem to fail than do.
            fold.refuse(true, answers.reason());
            return;
        }
        GroupKey group;
        try {
            group = answers.group(row);
        } catch (UserCodeException stop) {
            fold.stop(stop);
            return;
        }
        if (group == null) {
            foldWaiting();
            fold.refuse(answers.isOfUserCode(), answers.reason());
            return;
        }
        waiting.add(group, anyEvent == null ? batch.event(row) : anyEvent, eventTimeMillis, offset);
        if (waiting.isFull()) {
            foldWaiting();
        }
    }

    /** To be called as well when no more rows of a batch come. */
    void foldWaiting() {
        waiting.fetch(fold.table(), tile);
        for (int i = 0; i < waiting.count(); i++) {
            foldWaiting(i);
        }
        waiting.clear();
    }

    private void foldWaiting(int i) {
        if (fold.isLeftOut(partition, waiting.offset(i))) {
            return;
        }
        try {
            events.foldInto(
                    waiting.group(i),
                    waiting.event(i),
                    waiting.timeMillis(i),
                    partition.partition(),
                    waiting.offset(i),
                    fold.table());
            fold.took(1);
        } catch (FoldException fault) {
            fold.refuse(fault.isOfUserCode(), fault.getMessage());
        } catch (UserCodeException stop) {
            fold.stop(stop);
        } catch (HalfFoldedEventException halfIn) {
            fold.doubt(partition, waiting.offset(i), halfIn.getCause());
        }
    }
}
