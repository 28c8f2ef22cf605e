package io.tidemark.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.RecordingBatchControl;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FaultListenerTest {
    @TempDir
    Path directory;

    /** Keeps what it hears, and throws as a user's may. */
    private static final class Heard implements FaultListener {
        private final List<String> news = new CopyOnWriteArrayList<>();

        @Override
        public void raised(Fault fault) {
            news.add("raised " + fault.code());
            throw new IllegalStateException("the pager is away");
        }

        @Override
        public void cleared(Fault fault) {
            news.add("cleared " + fault.code());
            throw new NoClassDefFoundError("a/Pager");
        }
    }

    @Test
    void aProgramHearsOfEachFaultOnceWhenItComesUpAndOnceWhenItIsOver() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 60);
        InMemoryBatchViews batch = new InMemoryBatchViews();
        Heard heard = new Heard();
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        batch.fail(new IOException("storage away"));
        ServingSettings settings = ServingSettings.of("serving-1", directory, HttpBench.quick())
                .polling(Duration.ofMillis(20))
                .telling(heard);
        try (ServingNode node = new ServingNode(
                SalesModel.MODEL,
                settings,
                List.of(new LogRealtimeView(log).caughtUp()),
                batch,
                new RecordingBatchControl(),
                Clock.systemUTC())) {
            node.start();
            HttpBench.await(() -> !node.faults().isEmpty());
            batch.fail(null);
            HttpBench.await(() -> node.faults().isEmpty());
            HttpBench.await(() -> heard.news.size() == 2);
            assertEquals(List.of("raised TM-SRV-012", "cleared TM-SRV-012"), heard.news);
        }
    }
}
