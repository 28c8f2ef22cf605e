package io.tidemark.serving.merge.realtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import io.tidemark.serving.testing.ServingBench;
import io.tidemark.tidemark.PartitionId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two replicas of two nodes each, with a partition each, asked as nodes of other processes are. */
@Timeout(60)
final class RealtimeViewsTest {
    private static final AggregationDefinition<Sale> BY_SHOP = SalesModel.definition(SalesModel.BY_SHOP);
    private static final AggregationDefinition<Sale> BY_TILL = SalesModel.definition(SalesModel.BY_TILL);
    /** Well above what is learned of nodes in memory. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 200);
    private final AskedNode a0 = node(0);
    private final AskedNode a1 = node(1);
    private final AskedNode b0 = node(0);
    private final AskedNode b1 = node(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Node> nodes = new ArrayList<>();
    private ServingBench bench;

    private AskedNode node(int partition) {
        return new AskedNode(new LogRealtimeView(log).owning(partition).caughtUp());
    }

    private void come(AskedNode... coming) {
        for (AskedNode node : coming) {
            nodes.add(new Node(String.valueOf(nodes.size()), node));
        }
    }

    @BeforeEach
    void start() {
        SpeedNodes present = () -> List.copyOf(nodes);
        bench = new ServingBench(log, directory, new InMemoryBatchViews(), present, threads);
    }

    @AfterEach
    void stop() {
        all().forEach(AskedNode::goesOn);
        threads.shutdown();
        bench.close();
    }

    private List<AskedNode> all() {
        return List.of(a0, a1, b0, b1);
    }

    private void look() {
        bench.realtime.coverage(BY_SHOP.id(), log.tidemark(Map.of()));
    }

    private int calls() {
        return all().stream().mapToInt(AskedNode::calls).sum();
    }

    private MergedAnswer ask() {
        MergedAnswer answer = bench.askAll(BY_SHOP);
        assertEquals(log.plainFold(BY_SHOP, answer.proof().asOf().offsets()).results(), ServingBench.cells(answer));
        return answer;
    }

    private void assertComplete() {
        long begun = System.nanoTime();
        MergedAnswer answer = ask();
        assertTrue(
                answer.proof().isComplete(),
                () -> answer.proof().asOf().missing().toString());
        assertTrue(System.nanoTime() - begun < AT_ONCE.toNanos(), "at once");
    }

    @Test
    void aQuestionMakesOneCallToEachNodeThatItNeedsAndNoneToOthers() {
        come(a0, a1, b0, b1);
        look();
        int asNeeded = 0;
        for (int question = 1; question <= 20; question++) {
            int before = calls();
            assertComplete();
            int made = calls() - before;
            // On a machine that stands still for a moment each of the two may be asked elsewhere as well.
            assertTrue(made >= 2 && made <= 4, made + " calls of question " + question);
            asNeeded += made == 2 ? 1 : 0;
        }
        assertTrue(asNeeded >= 15, asNeeded + " of 20 questions made the two calls that they needed");
    }

    @Test
    void theFirstQuestionOfAllFindsOutWhomToAsk() {
        come(a0, a1, b0, b1);
        assertComplete();
        assertEquals(4, all().stream().mapToInt(node -> node.coverages.get()).sum(), "one look");
    }

    @Test
    void eachPartitionIsAskedOfTheReplicaThatIsFurthest() {
        a0.view.consume(0, log.end(0) / 2);
        b1.view.consume(1, log.end(1) / 2);
        come(a0, a1, b0, b1);
        look();
        MergedAnswer answer = ask();
        assertEquals(log.ends().offsets(), answer.proof().asOf().offsets());
        assertEquals(0, a0.questions.get() + b1.questions.get());
    }

    @Test
    void aNodeThatFailsCostsItsPartitionOneQuestionElsewhere() {
        come(a0, a1, b0, b1);
        look();
        a0.view.goDown();
        assertComplete();
        assertEquals(1, a0.questions.get());
        assertTrue(b0.questions.get() >= 1, "its partition is asked elsewhere");
        assertComplete();
        assertEquals(1, a0.questions.get(), "whoever failed is asked last");
    }

    @Test
    void aNodeThatStandsStillIsWaitedForNeitherByAQuestionNorALookNorAFlip() {
        come(a0, a1, b0, b1);
        look();
        assertComplete();
        a0.stops();
        for (int question = 0; question < 10; question++) {
            assertComplete();
        }
        assertTrue(a0.questions.get() <= 2, () -> a0.questions + " questions to one that does not answer");
        long begun = System.nanoTime();
        bench.batch.publish(log, BY_SHOP, log.tidemark(Map.of(0, 10L, 1, 10L)));
        assertEquals(1, bench.step());
        assertTrue(System.nanoTime() - begun < AT_ONCE.toNanos(), "the flip waits for nobody");
        assertComplete();
        assertTrue(
                bench.realtime.statuses().get(0).faults().toString().contains("no answer within"),
                "it is named in the status");
        a0.goesOn();
        b0.view.goDown();
        assertComplete();
    }

    @Test
    void whereAllReplicasOfAPartitionAreSlowTheFirstIsWaitedFor() throws Exception {
        come(a0, a1, b0, b1);
        look();
        a0.stops();
        b0.stops();
        var asked = threads.submit(this::ask);
        HttpBench.await(() -> a0.questions.get() > 0 && a1.questions.get() > 0);
        assertFalse(asked.isDone());
        b0.goesOn();
        a0.goesOn();
        assertTrue(asked.get().proof().isComplete());
    }

    static Stream<UnaryOperator<RealtimeAnswer>> garblings() {
        return Stream.of(
                answer -> {
                    throw new IllegalStateException("sends no answer");
                },
                answer ->
                        new RealtimeAnswer(covering(answer, SalesLog.partition(0), new Covered(-5, 0)), answer.rows()),
                answer -> new RealtimeAnswer(covering(answer, SalesLog.partition(1), new Covered(3, 0)), answer.rows()),
                answer -> new RealtimeAnswer(Coverage.NONE, new TileTable(BY_SHOP)));
    }

    private static Coverage covering(RealtimeAnswer answer, PartitionId partition, PartitionCoverage as) {
        Map<PartitionId, PartitionCoverage> partitions =
                new TreeMap<>(answer.coverage().partitions());
        partitions.put(partition, as);
        return Coverage.of(answer.coverage().partitionCounts(), partitions);
    }

    @ParameterizedTest
    @MethodSource("garblings")
    void whatCannotBeMeantIsNoAnswer(UnaryOperator<RealtimeAnswer> garbling) {
        come(a0, a1, b0, b1);
        look();
        a0.garbling = garbling;
        assertComplete();
        assertComplete();
    }

    @Test
    void aNodeThatCannotAnswerFromTheTidemarkIsNoHindrance() {
        a0.view.lose(0);
        come(a0, a1, b0, b1);
        look();
        assertComplete();
        assertEquals(0, a0.questions.get());
        b0.view.lose(0);
        look();
        assertFalse(ask().proof().isComplete());
        a0.view.recover(0);
        look();
        assertComplete();
    }

    @Test
    void aPartitionThatMovedIsFound() {
        come(a0, a1);
        look();
        assertComplete();
        a0.view.owning();
        a1.view.own(0);
        assertComplete();
        assertComplete();
    }

    @Test
    void nodesComeAndGo() {
        come(a0);
        look();
        assertFalse(ask().proof().isComplete());
        come(a1, b0, b1);
        look();
        assertComplete();
        nodes.subList(0, 2).clear();
        look();
        int before = a0.calls() + a1.calls();
        assertComplete();
        assertEquals(before, a0.calls() + a1.calls());
        nodes.remove(1);
        look();
        assertFalse(ask().proof().isComplete());
    }

    @Test
    void rowsThatBreakOffAreReadOfAnotherReplica() {
        come(a0, a1, b0, b1);
        look();
        all().forEach(node -> node.view.scanOnly(0));
        assertComplete();
        a0.view.scanOnly(Integer.MAX_VALUE);
        assertComplete();
        a1.stops();
        assertComplete();
    }

    @Test
    void leasesAreTakenAtAllThatAnswer() {
        come(a0, a1, b0, b1);
        a1.stops();
        bench.batch.publish(log, BY_TILL, log.tidemark(Map.of(0, 10L, 1, 10L)));
        bench.step();
        for (AskedNode node : List.of(a0, b0, b1)) {
            assertTrue(node.view.leases().containsKey("serving-1#1/" + SalesModel.BY_TILL));
        }
    }
}
