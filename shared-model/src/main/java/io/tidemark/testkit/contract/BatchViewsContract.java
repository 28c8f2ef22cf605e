package io.tidemark.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.seam.BatchViews;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every form of {@link BatchViews} owes its readers. Each case wants a batch layer of its own that has published
 * nothing yet, and throws {@link AssertionError} with what was seen.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> contract() {
 *     return BatchViewsContract.cases().entrySet().stream()
 *             .map(test -> DynamicTest.dynamicTest(test.getKey(), () -> test.getValue().of(newLayer())));
 * }
 * }</pre>
 */
public final class BatchViewsContract {
    private final Layer layer;

    /** A batch layer that a case publishes with. */
    public interface Layer {
        BatchViews views();

        /** What the views are of. */
        AggregationDefinition<?> definition();

        /** Publishes a view with some hundred rows, in more than one file; each time another one. Returns its manifest. */
        Manifest publish() throws IOException;

        /** Publishes the newest view again: now its operator remembers this of a partition, a list a file. Returns its manifest. */
        Manifest remember(PartitionId partition, List<List<Put>> files) throws IOException;
    }

    /** A case, which may fail as the seam does. */
    @FunctionalInterface
    public interface Case {
        void of(Layer layer) throws IOException;
    }

    /** An entry of an operator's memory, of which key and value are texts. */
    public record Put(String key, String value, long logClockMillis) {}

    private record Row(GroupKey group, long tileMillis, String group16, String accumulators16) {}

    private BatchViewsContract(Layer layer) {
        this.layer = layer;
    }

    /** All cases by their names, in the order in which they are read best. */
    public static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("beforeAnythingIsPublishedThereIsNone", layer -> new BatchViewsContract(layer).nothing());
        cases.put("newestHasTheHighestNumberAndThoseBeforeStay", layer -> new BatchViewsContract(layer).numbers());
        cases.put("rowsComeByGroupThenTileAndAreThoseOfTheFile", layer -> new BatchViewsContract(layer).order());
        cases.put("rowsAreTheirReceiversToKeep", layer -> new BatchViewsContract(layer).kept());
        cases.put("whatTheReceiverThrowsComesOut", layer -> new BatchViewsContract(layer).thrown());
        cases.put("fileThatIsNotThereGivesNoRowAndFails", layer -> new BatchViewsContract(layer).missing());
        cases.put("oldViewsAreReadWhileNewOnesArePublished", layer -> new BatchViewsContract(layer).old());
        cases.put("whatAnOperatorRemembersComesInTheOrderInWhichItWasPut", layer -> new BatchViewsContract(layer)
                .remembered());
        cases.put("whereALogBeganIsSaidOnce", layer -> new BatchViewsContract(layer).beginnings());
        return cases;
    }

    private void nothing() throws IOException {
        equal(Manifest.NONE, layer.views().newest(), "the newest manifest");
        equal(Optional.empty(), layer.views().manifest(1), "manifest 1");
    }

    private void numbers() throws IOException {
        Manifest one = layer.publish();
        equal(one, layer.views().newest(), "the newest manifest");
        Manifest two = layer.publish();
        equal(true, two.number() > one.number(), "whether " + two.number() + " comes after " + one.number());
        equal(two, layer.views().newest(), "the newest manifest");
        equal(Optional.of(one), layer.views().manifest(one.number()), "the one before");
        equal(Optional.of(two), layer.views().manifest(two.number()), "the newest by its number");
        equal(Optional.empty(), layer.views().manifest(two.number() + 1), "the one to come");
    }

    private void order() throws IOException {
        List<ViewFile> files = files(layer.publish());
        equal(true, files.size() > 1, "whether there are files: " + files);
        for (ViewFile file : files) {
            List<Row> rows = rows(file);
            equal(file.rows(), (long) rows.size(), "rows of " + file.path());
            for (int i = 0; i < rows.size(); i++) {
                equal(
                        true,
                        file.tiles().contains(rows.get(i).tileMillis()),
                        "whether the file answers for " + rows.get(i));
                equal(true, i == 0 || isBefore(rows.get(i - 1), rows.get(i)), "whether in order: " + rows.get(i));
            }
        }
    }

    private static boolean isBefore(Row one, Row other) {
        int byGroup = one.group().compareTo(other.group());
        return byGroup < 0 || (byGroup == 0 && one.tileMillis() < other.tileMillis());
    }

    private void kept() throws IOException {
        for (ViewFile file : files(layer.publish())) {
            List<byte[]> groups = new ArrayList<>();
            List<byte[]> accumulators = new ArrayList<>();
            layer.views().read(file, layer.definition(), (group, tile, states) -> {
                groups.add(group);
                accumulators.add(states);
            });
            List<Row> again = rows(file);
            for (int i = 0; i < again.size(); i++) {
                equal(again.get(i).group16(), HexFormat.of().formatHex(groups.get(i)), "group of row " + i);
                equal(again.get(i).accumulators16(), HexFormat.of().formatHex(accumulators.get(i)), "row " + i);
            }
        }
    }

    private void thrown() throws IOException {
        ViewFile file = files(layer.publish()).get(0);
        IOException full = new IOException("the receiver's disk is full");
        try {
            layer.views().read(file, layer.definition(), (group, tile, accumulators) -> {
                throw full;
            });
        } catch (IOException e) {
            equal(full, e, "what came out");
            return;
        }
        throw new AssertionError("what the receiver threw did not come out");
    }

    private void missing() throws IOException {
        ViewFile file = files(layer.publish()).get(0);
        ViewFile none = new ViewFile(file.path() + ".none", new TimeRange(0, 1), 1, 1);
        try {
            layer.views().read(none, layer.definition(), (group, tile, accumulators) -> {
                throw new AssertionError("a row of a file that is not there");
            });
        } catch (IOException | RuntimeException failed) {
            equal(true, String.valueOf(failed.getMessage()).contains(none.path()), "whether it is named: " + failed);
            return;
        }
        throw new AssertionError("a file that is not there was read");
    }

    private void old() throws IOException {
        ViewFile file = files(layer.publish()).get(0);
        List<Row> before = rows(file);
        layer.publish();
        equal(before, rows(file), "the rows of the old view");
    }

    private void remembered() throws IOException {
        Manifest before = layer.publish();
        ViewId id = layer.definition().id();
        PartitionId partition = before.viewOrEmpty(id).tidemark().positions().firstKey();
        equal("TM-MAN-004", refused(before.number(), id, partition), "where nothing is told");
        List<Put> first = List.of(new Put("", "none", Long.MIN_VALUE), new Put("a", "", -1), new Put("b", "1", 1));
        List<Put> second = List.of(new Put("b", "2", 2));
        Manifest told = layer.remember(partition, List.of(first, second));
        List<Put> found = new ArrayList<>();
        layer.views()
                .remembered(
                        told.number(),
                        id,
                        partition,
                        (key, value, clock) ->
                                found.add(new Put(new String(key, UTF_8), new String(value, UTF_8), clock)));
        equal(Stream.of(first, second).flatMap(List::stream).toList(), found, "what is remembered");
        PartitionId notYetThere = new PartitionId(partition.log(), 1000);
        layer.views().remembered(told.number(), id, notYetThere, (key, value, clock) -> {
            throw new AssertionError("an entry of a partition that has not begun");
        });
        equal("TM-MAN-004", refused(told.number(), new ViewId("none", "0"), partition), "of no view");
        equal("TM-MAN-003", refused(told.number() + 1, id, partition), "a manifest that is not there");
        IOException full = new IOException("the receiver's disk is full");
        try {
            layer.views().remembered(told.number(), id, partition, (key, value, clock) -> {
                throw full;
            });
        } catch (IOException e) {
            equal(full, e, "what came out");
            return;
        }
        throw new AssertionError("what the receiver threw did not come out");
    }

    private String refused(long manifest, ViewId id, PartitionId partition) throws IOException {
        try {
            layer.views().remembered(manifest, id, partition, (key, value, clock) -> {});
            return "nothing";
        } catch (ManifestException e) {
            return e.fault().code();
        }
    }

    private void beginnings() throws IOException {
        // One installation reads one cluster.
        String cluster = layer.publish().viewOrEmpty(layer.definition().id()).tidemark().positions().keySet().stream()
                .map(partition -> partition.log().clusterId())
                .findAny()
                .orElse("cluster");
        Since since = Since.of(new LogId("seen-first-here", cluster, "topic-1"), Map.of(0, 4L));
        equal(Optional.empty(), layer.views().beginnings().of(since.topic()), "a topic that nobody saw");
        equal(since, layer.views().beginnings().begin(since), "what was written");
        Since later = Since.of(since.log(), Map.of(0, 7L));
        equal(since, layer.views().beginnings().begin(later), "what holds");
        equal(Optional.of(since), layer.views().beginnings().of(since.topic()), "what is told");
    }

    private List<ViewFile> files(Manifest manifest) {
        return manifest.viewOrEmpty(layer.definition().id()).files();
    }

    private List<Row> rows(ViewFile file) throws IOException {
        List<Row> rows = new ArrayList<>();
        layer.views().read(file, layer.definition(), (group, tile, accumulators) -> {
            decode(accumulators);
            HexFormat hex = HexFormat.of();
            rows.add(new Row(GroupKey.of(group), tile, hex.formatHex(group), hex.formatHex(accumulators)));
        });
        return rows;
    }

    /** That they are the accumulators of all metrics, and nothing besides. */
    private void decode(byte[] accumulators) {
        ByteReader in = new ByteReader(accumulators);
        for (Metric<?> metric : layer.definition().metrics()) {
            Aggregator<?, ?, ?> aggregator = metric.aggregator();
            aggregator.read(in);
        }
        equal(0, in.remaining(), "bytes behind the accumulators");
    }

    private static void equal(Object expected, Object found, String what) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": " + found + ", expected " + expected);
        }
    }
}
