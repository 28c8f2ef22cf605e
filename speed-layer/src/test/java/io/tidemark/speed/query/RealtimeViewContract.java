package io.tidemark.speed.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupFilter;
import io.tidemark.groups.WantedGroups;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.speed.NoViews;
import io.tidemark.speed.SteppedNode;
import io.tidemark.speed.Visit;
import io.tidemark.speed.store.FlakyDisk;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every form of a {@link RealtimeView} keeps. */
abstract class RealtimeViewContract {
    private static final String AGGREGATION = "by-page";

    final Model model = Visit.model();
    private final InMemoryEventLog log = new InMemoryEventLog();
    private final FlakyDisk disk = new FlakyDisk();
    private SteppedNode node;
    RealtimeView view;

    /** The form under test of a node's view. */
    abstract RealtimeView form(SpeedView ofTheNode);

    @BeforeEach
    void begin() {
        log.create(Visit.TOPIC, 2, false);
        for (int second = 0; second < 4; second++) {
            log.append(Visit.TOPIC, 0, second, new Visit("a", second * 1000).json());
        }
        log.append(Visit.TOPIC, 1, 0, new Visit("b", 0).json());
        node = new SteppedNode(model, log, new NoViews(), disk.store());
        node.poll();
        view = form(node.view());
    }

    @AfterEach
    void end() {
        view.close();
    }

    @Test
    void anAnswerSaysHowFarItReaches() {
        RealtimeAnswer answer = view.read(query(Tidemark.START));

        assertEquals(5, visits(answer.rows()));
        assertEquals(4, answer.coverage().partitions().get(partition(0)).asOf());
        assertEquals(1, answer.coverage().partitions().get(partition(1)).asOf());
        assertEquals(2, answer.coverage().partitionCounts().get(partition(0).log()));
        assertEquals(answer.coverage(), view.coverage(id(), Tidemark.START));
    }

    @Test
    void onlyWhatIsAskedForIsAnswered() {
        RealtimeQuery all = query(Tidemark.START);
        RealtimeAnswer one = view.read(new RealtimeQuery(
                id(), Tidemark.START, Optional.of(Set.of(partition(0))), WantedGroups.ALL, new TimeRange(1000, 3000)));
        assertEquals(Set.of(partition(0)), one.coverage().partitions().keySet());
        assertEquals(2, visits(one.rows()));

        var group = view.read(all).rows().group(0);
        RealtimeAnswer ofOne = view.read(
                new RealtimeQuery(id(), Tidemark.START, Optional.empty(), WantedGroups.named(group), TimeRange.ALL));
        for (int row = 0; row < ofOne.rows().rows(); row++) {
            assertEquals(group, ofOne.rows().group(row));
        }
        assertTrue(ofOne.rows().rows() > 0);
    }

    @Test
    void theFirstGroupsAreAnsweredWholeAndItIsSaidUpToWhich() {
        for (int group = 0; group < 20; group++) {
            log.append(Visit.TOPIC, group % 2, 10, new Visit("p" + group, 0).json());
            log.append(Visit.TOPIC, 1 - group % 2, 11, new Visit("p" + group, 5000).json());
        }
        node.poll();
        assertPages("in memory");
        node.context().states().all().forEach(state -> state.evict());
        assertPages("on disk");
        for (int group = 5; group < 25; group++) {
            log.append(Visit.TOPIC, 0, 12, new Visit("p" + group, 5000).json());
        }
        node.poll();
        assertPages("on both");
    }

    private void assertPages(String where) {
        TileTable all = view.read(query(Tidemark.START)).rows();
        List<GroupKey> sorted = IntStream.range(0, all.rows())
                .mapToObj(all::group)
                .distinct()
                .sorted()
                .toList();
        for (int from = 0; from <= sorted.size(); from++) {
            GroupKey first = from < sorted.size() ? sorted.get(from) : GroupKey.of(new byte[] {2});
            for (int most : new int[] {1, 2, 7, sorted.size(), 1000}) {
                RealtimeAnswer page = view.read(new RealtimeQuery(
                        id(),
                        Tidemark.START,
                        Optional.empty(),
                        new WantedGroups.InOrder(GroupFilter.ALL, first, most),
                        TimeRange.ALL));
                List<GroupKey> expected = sorted.subList(from, sorted.size()).stream()
                        .filter(group -> page.through().isEmpty()
                                || group.compareTo(page.through().get()) <= 0)
                        .toList();
                String what = where + ", from " + from + ", most " + most;
                assertTrue(page.through().isEmpty() || expected.size() >= most, what);
                assertEquals(rowsOf(all, expected), rowsOf(page.rows(), expected), what);
            }
        }
    }

    private static Map<GroupKey, Map<Long, Object>> rowsOf(TileTable rows, List<GroupKey> groups) {
        Map<GroupKey, Map<Long, Object>> found = new TreeMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            if (groups.contains(rows.group(row))) {
                found.computeIfAbsent(rows.group(row), group -> new TreeMap<>())
                        .put(rows.tile(row), rows.result(row, 0));
            }
        }
        return found;
    }

    @Test
    void anotherDefinitionIsMissingFromTheTidemarkOn() {
        Tidemark tidemark = tidemark(2);
        Coverage coverage = view.coverage(new ViewId(AGGREGATION, "another"), tidemark);

        Missing missing = assertMissing(coverage.partitions().get(partition(0)));
        assertEquals(2, missing.asOf());
        assertEquals(
                0,
                view.read(new RealtimeQuery(
                                new ViewId(AGGREGATION, "another"),
                                tidemark,
                                Optional.empty(),
                                WantedGroups.ALL,
                                TimeRange.ALL))
                        .rows()
                        .rows());
    }

    @Test
    void anAggregationThatTheNodeDoesNotKnowMakesItUnavailableForThatOneAlone() {
        RealtimeQuery unknown = new RealtimeQuery(
                new ViewId("unknown", "f"), Tidemark.START, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);

        assertThrows(RealtimeUnavailableException.class, () -> view.read(unknown));
        assertThrows(
                RealtimeUnavailableException.class, () -> view.coverage(new ViewId("unknown", "f"), Tidemark.START));
        assertEquals(5, visits(view.read(query(Tidemark.START)).rows()));
    }

    @Test
    void aPartitionWhoseStateCannotBeReadIsMissingAndTheOthersAreAnswered() {
        node.worker().evictTo(0);
        disk.failAfter(0);

        RealtimeAnswer answer = view.read(query(Tidemark.START));

        long missing = answer.coverage().partitions().values().stream()
                .filter(Missing.class::isInstance)
                .count();
        assertEquals(1, missing);
        long covered = answer.coverage().partitions().values().stream()
                .filter(Covered.class::isInstance)
                .mapToLong(PartitionCoverage::asOf)
                .sum();
        assertEquals(covered, visits(answer.rows()), "nothing of the partition that is missing");
    }

    @Test
    void aLeaseIsTaken() {
        view.lease(new TidemarkLease("s", id(), Tidemark.START, Duration.ofHours(1)));
        node.learn();

        assertEquals(5, visits(view.read(query(Tidemark.START)).rows()));
    }

    @Test
    void theStatusTellsOfEachPartitionWhatKeepsIt() {
        // The first question over TLS may take as long as what was heard of the log's ends is good for.
        view.status();
        node.hear();
        assertEquals(node.view().status().partitions(), view.status().partitions());
        disk.fill();
        log.append(Visit.TOPIC, 0, 9, new Visit("a", 9000).json());
        node.poll();
        node.worker().flush();

        var failing = view.status().partitions().stream()
                .filter(one -> !one.faults().isEmpty())
                .toList();
        assertTrue(failing.stream().anyMatch(one -> one.partition() == 0));
        assertEquals("TM-SPEED-003", failing.get(0).faults().get(0).code());
        assertEquals(node.view().status().partitions(), view.status().partitions());
    }

    private static Missing assertMissing(PartitionCoverage coverage) {
        return (Missing) coverage;
    }

    private static long visits(TileTable rows) {
        long visits = 0;
        for (int row = 0; row < rows.rows(); row++) {
            visits += (Long) rows.result(row, 0);
        }
        return visits;
    }

    private PartitionId partition(int partition) {
        return log.partition(Visit.TOPIC, partition);
    }

    private Tidemark tidemark(long offset) {
        return Tidemark.of(Map.of(partition(0), new LogPosition(offset, LogClock.at(0), -1)));
    }

    private ViewId id() {
        return model.aggregation(AGGREGATION).orElseThrow().id();
    }

    RealtimeQuery query(Tidemark from) {
        return new RealtimeQuery(id(), from, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);
    }
}
