package io.tidemark.serving.http.query;

import io.tidemark.fold.GroupKey;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Outlet;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.serving.http.csv.CsvInPieces;
import io.tidemark.serving.http.json.AnswerInPieces;
import io.tidemark.serving.http.json.ExplanationJson;
import io.tidemark.serving.http.json.JsonInPieces;
import io.tidemark.serving.http.json.ProofTexts;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.answer.RowsRead;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Answers of all rows there are, at one offset of each partition: written as they are read, so that they take no more memory
 * than small ones, for as long as their readers take. Some workers are left for others. Safe for use by many threads.
 */
final class WholeAnswers {
    private final MergedQuery merged;
    private final RealtimeViews realtime;
    private final ProofTexts proofs;
    private final int most;
    private final Semaphore turns;

    WholeAnswers(MergedQuery merged, RealtimeViews realtime, ProofTexts proofs, int most) {
        this.merged = merged;
        this.realtime = realtime;
        this.proofs = proofs;
        this.most = most;
        this.turns = new Semaphore(most);
    }

    Reply rows(Question question, Page page, Telling telling) {
        return inTurn(outlet -> {
            AnswerInPieces<AnswerRow> pieces = telling.form() == Form.JSON
                    ? JsonInPieces.rows(question.metrics(), telling.definition(), proofs, outlet)
                    : CsvInPieces.rows(question, telling.definition(), telling.csv(), outlet);
            var counted = new Counted<>(telling, pieces);
            return told(counted, merged.allRows(question, page, telling.holding(), counted));
        });
    }

    Reply groups(Question question, Optional<GroupKey> after, Telling telling) {
        return inTurn(outlet -> {
            AnswerInPieces<GroupListing.Group> pieces = telling.form() == Form.JSON
                    ? JsonInPieces.groups(telling.definition(), proofs, outlet)
                    : CsvInPieces.groups(telling.definition(), telling.csv(), outlet);
            var counted = new Counted<>(telling, pieces);
            merged.allGroups(question, after, telling.holding(), counted);
            return told(counted, List.of());
        });
    }

    private Reply.Told told(Counted<?> counted, List<LeftOutWindow> leftOut) {
        counted.pieces.end(counted.proof, leftOut, explanation(counted.telling, counted.proof));
        return counted.telling.told(counted.rows, counted.proof);
    }

    private Json.Document explanation(Telling telling, Proof proof) {
        return telling.isExplained()
                ? json ->
                        ExplanationJson.write(json, telling.definition(), proof, RowsRead.UNKNOWN, realtime.statuses())
                : json -> {};
    }

    private Reply inTurn(Function<Outlet, Reply.Told> writing) {
        return Reply.inPieces(outlet -> {
            if (!turns.tryAcquire()) {
                throw HttpFault.BUSY.at(
                        "parameter \"limit\"",
                        most + " answers of all rows are under way already",
                        "try again later, or ask for pages");
            }
            try {
                return Optional.of(writing.apply(outlet));
            } finally {
                turns.release();
            }
        });
    }

    /** Counts what passes, for who writes down what was told; an answer that may not be in part ends before its first row. */
    private static final class Counted<T> implements AnswerSink<T> {
        private final Telling telling;
        private final AnswerInPieces<T> pieces;
        private Proof proof;
        private int rows;

        Counted(Telling telling, AnswerInPieces<T> pieces) {
            this.telling = telling;
            this.pieces = pieces;
        }

        @Override
        public void begin(Proof known) {
            proof = telling.proof(known);
            rows = 0;
            pieces.begin(proof);
        }

        @Override
        public void take(T row) {
            rows++;
            pieces.take(row);
        }

        @Override
        public boolean isSeen() {
            return pieces.isSeen();
        }
    }
}
