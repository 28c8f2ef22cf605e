package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.http.exchange.Outlet;
import io.tidemark.memory.ByteBudget;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.http.json.JsonInPieces;
import io.tidemark.serving.http.json.ProofTexts;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Page.Place;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends an answer while it is written is told as it is, wherever in a row that is. */
final class WrittenInPiecesTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);

    @TempDir
    Path directory;

    /** Fails at its first byte. */
    private record Broken(RuntimeException why) implements Outlet {
        @Override
        public OutputStream begin(String contentType, Map<String, String> headers) {
            return new OutputStream() {
                @Override
                public void write(int one) {
                    throw why;
                }

                @Override
                public void write(byte[] from, int offset, int length) {
                    throw why;
                }
            };
        }

        @Override
        public boolean isSent() {
            return true;
        }
    }

    @Test
    void noCodeOfAUsersIsBlamedForWhatHappensToItsReader() {
        SplittableRandom random = new SplittableRandom(7);
        SalesLog log = new SalesLog(1);
        for (int i = 0; i < 2_000; i++) {
            long at = SalesLog.START + i * 600_000L;
            log.append(0, new Sale("s".repeat(1 + random.nextInt(9)), 0, random.nextInt(100_000), at), at);
        }
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (ServingBench bench = new ServingBench(log, directory, realtime)) {
            Question question = ServingBench.everything(BY_SHOP);
            List<AnswerRow> rows = bench.query
                    .page(question, new Page(200, Order.EARLIEST_FIRST, Optional.empty()))
                    .rows();
            for (AnswerRow row : rows) {
                // Where the first bytes are given up, after some thousands, is somewhere else in a row each time.
                Page page = new Page(
                        Integer.MAX_VALUE,
                        Order.EARLIEST_FIRST,
                        Optional.of(new Place(row.group(), row.firstMillis())));
                RuntimeException why = new CancellationException("its time is over");
                var json = JsonInPieces.rows(question.metrics(), BY_SHOP, new ProofTexts(), new Broken(why));
                assertSame(why, assertThrows(RuntimeException.class, () -> bench.query
                        .query()
                        .allRows(question, page, ByteBudget.unbounded().open(), json)));
            }
        }
    }
}
