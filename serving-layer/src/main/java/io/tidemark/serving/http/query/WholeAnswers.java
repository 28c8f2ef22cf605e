package io.tidemark.serving.http.query;

import io.tidemark.fold.GroupKey;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Outlet;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.serving.http.csv.CsvInPieces;
import io.tidemark.serving.http.json.ExplanationJson;
import io.tidemark.serving.http.json.JsonInPieces;
import io.tidemark.serving.http.json.ProofTexts;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.AnswerSink;
import io.tidemark.serving.merge.answer.LeftOutWindow;
import io.tidemark.serving.merge.answer.Proof;
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
            if (telling.form() == Form.JSON) {
                var json = JsonInPieces.rows(question.metrics(), telling.definition(), proofs, outlet);
                Counted<?> counted = allRows(question, page, telling, json);
                json.end(counted.proof, counted.leftOut, explanation(telling, counted.proof));
                return counted.told();
            }
            var csv = CsvInPieces.rows(question, telling.definition(), telling.csv(), outlet);
            Counted<?> counted = allRows(question, page, telling, csv);
            csv.end(counted.leftOut);
            return counted.told();
        });
    }

    Reply groups(Question question, Optional<GroupKey> after, Telling telling) {
        return inTurn(outlet -> {
            if (telling.form() == Form.JSON) {
                var json = JsonInPieces.groups(telling.definition(), proofs, outlet);
                var counted = new Counted<>(telling, json);
                merged.allGroups(question, after, telling.holding(), counted);
                json.end(counted.proof, List.of(), explanation(telling, counted.proof));
                return counted.told();
            }
            var csv = CsvInPieces.groups(telling.definition(), telling.csv(), outlet);
            var counted = new Counted<>(telling, csv);
            merged.allGroups(question, after, telling.holding(), counted);
            csv.end(List.of());
            return counted.told();
        });
    }

    private Counted<?> allRows(Question question, Page page, Telling telling, AnswerSink<AnswerRow> sink) {
        var counted = new Counted<>(telling, sink);
        counted.leftOut = merged.allRows(question, page, telling.holding(), counted);
        return counted;
    }

    private Json.Document explanation(Telling telling, Proof proof) {
        return telling.isExplained() ? json -> ExplanationJson.write(json, proof, realtime.statuses()) : json -> {};
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
        private final AnswerSink<T> sink;
        private Proof proof;
        private int rows;
        private List<LeftOutWindow> leftOut = List.of();

        Counted(Telling telling, AnswerSink<T> sink) {
            this.telling = telling;
            this.sink = sink;
        }

        @Override
        public void begin(Proof known) {
            proof = telling.proof(known);
            rows = 0;
            sink.begin(proof);
        }

        @Override
        public void take(T row) {
            rows++;
            sink.take(row);
        }

        @Override
        public boolean isSeen() {
            return sink.isSeen();
        }

        Reply.Told told() {
            return telling.told(rows, proof);
        }
    }
}
