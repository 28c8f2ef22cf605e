package io.tidemark.serving.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.flip.MissingPart;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.tidemark.Tidemark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not known is said to be so, with its reason, and never shows as nothing. */
@Timeout(60)
final class WhatIsNotKnownTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 200);

    /** A speed node that answers until it throws. */
    private static final class Breaking implements RealtimeView {
        private final RealtimeView node;
        private Throwable fault;

        Breaking(RealtimeView node) {
            this.node = node;
        }

        private RealtimeView node() {
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault instanceof RuntimeException exception) {
                throw exception;
            }
            return node;
        }

        @Override
        public RealtimeAnswer read(RealtimeQuery query) {
            return node().read(query);
        }

        @Override
        public Coverage coverage(ViewId id, Tidemark tidemark) {
            return node().coverage(id, tidemark);
        }

        @Override
        public void lease(TidemarkLease lease) {
            node().lease(lease);
        }

        @Override
        public RealtimeStatus status() {
            return node().status();
        }

        @Override
        public void close() {}
    }

    static Stream<Throwable> whatNodesThrow() {
        return Stream.of(
                new IllegalArgumentException("aggregation \"sales-by-shop\": is not in the model of node speed-2"),
                new IndexOutOfBoundsException("a short body"),
                new ArithmeticException("a corrupt body"),
                new NoClassDefFoundError("a/Class"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("whatNodesThrow")
    void aNodeThatThrowsCostsItsOwnPartitionsAlone(Throwable fault) {
        LogRealtimeView one = new LogRealtimeView(log).owning(0).caughtUp();
        Breaking other = new Breaking(new LogRealtimeView(log).owning(1).caughtUp());
        try (ServingBench bench = new ServingBench(log, directory, one, other)) {
            assertTrue(bench.askAll(BY_SHOP).proof().isComplete());
            other.fault = fault;
            Proof proof = bench.askAll(BY_SHOP).proof();
            assertEquals(
                    List.of(SalesLog.partition(1)),
                    proof.asOf().missing().stream()
                            .map(part -> part.partition().orElseThrow())
                            .toList());
            MissingPart part = proof.asOf().missing().get(0);
            assertTrue(part.reason().contains(Reason.of(fault)), part.reason());
            assertFalse(part.mend().isEmpty());
            assertEquals(log.end(0), proof.asOf().offsets().at(SalesLog.partition(0)));
            other.fault = null;
            assertTrue(bench.askAll(BY_SHOP).proof().isComplete());
        }
    }

    @ParameterizedTest
    @MethodSource("whatNodesThrow")
    void theOnlyNodeThatThrowsIsMissingAndNoFailure(Throwable fault) {
        Breaking only = new Breaking(new LogRealtimeView(log).caughtUp());
        try (ServingBench bench = new ServingBench(log, directory, only)) {
            bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L, 1, 10L)));
            bench.step();
            only.fault = fault;
            Proof proof = bench.askAll(BY_SHOP).proof();
            assertFalse(proof.isComplete());
            assertEquals(2, proof.asOf().missing().size());
            assertTrue(proof.asOf().missing().get(0).reason().contains(Reason.of(fault)));
        }
    }

    @Test
    void theLagIsUnknownAndAFaultWhileNobodyOwnsAPartition() {
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        try (HttpBench bench = new HttpBench(log, directory, new InMemoryBatchViews(), HttpBench.quick(), realtime)) {
            assertEquals(0, lag(bench).asLong(-1));
            assertTrue(bench.get("/metrics").body().contains("tidemark_realtime_lag_records{"));
            realtime.owning(0);
            assertTrue(lag(bench).isNull(), lag(bench).toString());
            assertFalse(bench.get("/metrics").body().contains("tidemark_realtime_lag_records{"));
            HttpBench.await(() -> faults(bench).contains("TM-SRV-017"));
            assertTrue(faults(bench).contains("no speed node owns [sales-1]"), faults(bench));
            assertTrue(bench.get("/metrics").body().contains("tidemark_faults{code=\"TM-SRV-017\"} 3"));
            realtime.goDown();
            assertTrue(lag(bench).isNull());
            HttpBench.await(() -> faults(bench).contains("TM-SRV-009"));
        }
    }

    private static JsonNode lag(HttpBench bench) {
        return bench.json("/v1/status").path("aggregations").get(0).path("lag");
    }

    private static String faults(HttpBench bench) {
        return bench.json("/v1/status").path("faults").toString();
    }
}
