package io.tidemark.launcher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.examples.flights.Flight;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares what a node answers over HTTP with the file, origin by origin: count, sum, least and greatest delay. */
final class DemoCheck {
    private static final List<Parameter> QUESTION = List.of(
            new Parameter("window", "range"),
            new Parameter("metrics", "flights,sum_delay,min_delay,max_delay"),
            new Parameter("limit", "10000"),
            new Parameter("require", "complete"));

    private final NodeClient node;

    DemoCheck(NodeClient node) {
        this.node = node;
    }

    /** What is in the answers. */
    DemoReport compare(List<Flight> flights) {
        Map<String, LongSummaryStatistics> expected = flights.stream()
                .collect(
                        Collectors.groupingBy(Flight::origin, TreeMap::new, Collectors.summarizingLong(Flight::delay)));
        Map<String, JsonNode> answered = new HashMap<>();
        int fromBatch = 0;
        for (JsonNode row :
                node.ask("/v1/aggregations/delays-by-origin/query", QUESTION).path("rows")) {
            answered.put(row.path("group").path("origin").asText(), row.path("metrics"));
            fromBatch += row.path("origin").asText().equals("batch") ? 1 : 0;
        }
        List<String> differences = new ArrayList<>();
        expected.forEach((origin, delays) -> compare(origin, delays, answered.remove(origin), differences));
        answered.keySet().forEach(origin -> differences.add(origin + " is answered, and not in the file"));
        return new DemoReport(expected.size(), fromBatch, totals(), differences);
    }

    /** Over all flights, by metric; empty if there are none. */
    Map<String, Long> totals() {
        List<Parameter> question =
                List.of(new Parameter("window", "range"), new Parameter("metrics", "flights,sum_delay,sum_distance"));
        JsonNode metrics = node.ask("/v1/aggregations/all-flights/query", question)
                .path("rows")
                .path(0)
                .path("metrics");
        Map<String, Long> totals = new TreeMap<>();
        metrics.properties()
                .forEach(metric -> totals.put(metric.getKey(), metric.getValue().asLong()));
        return totals;
    }

    private static void compare(
            String origin, LongSummaryStatistics expected, JsonNode answered, List<String> differences) {
        if (answered == null) {
            differences.add(origin + " is in the file, and not answered");
            return;
        }
        String here = expected.getCount() + " " + expected.getSum() + " " + expected.getMin() + " " + expected.getMax();
        String there = answered.path("flights").asLong() + " "
                + answered.path("sum_delay").asLong() + " "
                + answered.path("min_delay").asLong() + " "
                + answered.path("max_delay").asLong();
        if (!here.equals(there)) {
            differences.add(origin + ": the file has " + here + ", the answer " + there);
        }
    }
}
