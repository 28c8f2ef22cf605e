package io.tidemark.bench.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.shop.order.RichOrders;
import io.tidemark.bench.shop.process.NodeClient;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What is right of every country, worked out from the orders alone; of the sketches, whether they keep to their errors. */
final class RichTruth {
    private static final int PAGE = 100;
    private static final int SAMPLED = 20;
    /** Twice the error of rank that is seldom exceeded. */
    private static final double RANK_ERROR = 0.033;
    /** Five times the standard error. */
    private static final double DISTINCT_ERROR = 0.08;
    /** Of all, whatever makes up more is not missed. */
    private static final double FREQUENT = 3.5 / 64;

    private final RichOrders all;
    /** Of each country the numbers of its orders, by the time of the event. */
    private final int[][] ofCountry;

    RichTruth(RichOrders all) {
        this.all = all;
        int[] counts = new int[all.countries()];
        for (int n = 0; n < all.count(); n++) {
            counts[all.country(n)]++;
        }
        ofCountry = new int[all.countries()][];
        Arrays.setAll(ofCountry, country -> new int[counts[country]]);
        for (int n = 0; n < all.count(); n++) {
            int country = all.country(n);
            ofCountry[country][--counts[country]] = n;
        }
        for (int country = 0; country < ofCountry.length; country++) {
            ofCountry[country] = Arrays.stream(ofCountry[country])
                    .boxed()
                    .sorted((a, b) -> Long.compare(all.eventMillis(a), all.eventMillis(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    }

    /** All countries over all time, and some of them tile by tile. */
    void check(NodeClient client) throws Exception {
        claim(
                rows(client, RichModel.RICH + "query?window=all&limit=" + PAGE, "") == all.countries(),
                "not every country has a row");
        for (int i = 0; i < SAMPLED; i++) {
            int country = (int) ((long) i * all.countries() / SAMPLED);
            int tiles = rows(
                    client,
                    RichModel.RICH + "query?limit=" + PAGE + "&country=" + RichOrders.name(country),
                    "a tile: ");
            claim(tiles == tiles(country), tiles + " tiles of " + tiles(country) + " of country " + country);
        }
    }

    private long tiles(int country) {
        return IntStream.of(ofCountry[country])
                .mapToLong(n -> all.eventMillis(n) / RichOrders.TILE.toMillis())
                .distinct()
                .count();
    }

    private int rows(NodeClient client, String path, String what) throws Exception {
        int rows = 0;
        for (String cursor = ""; ; ) {
            JsonNode answer = client.get(path + cursor);
            claim(answer.path("complete").asBoolean(), "not complete: " + answer.path("missing"));
            for (JsonNode row : answer.path("rows")) {
                if (!country(row).equals(RichMain.LAST)) {
                    check(row, what);
                    rows++;
                }
            }
            if (!answer.has("next")) {
                return rows;
            }
            cursor = "&cursor=" + answer.path("next").asText();
        }
    }

    private void check(JsonNode row, String what) {
        int country = RichOrders.number(country(row));
        int[] mine = ofCountry[country];
        if (!what.isEmpty()) {
            long start = Instant.parse(row.path("start").asText()).toEpochMilli();
            long end = Instant.parse(row.path("end").asText()).toEpochMilli();
            mine = IntStream.of(mine)
                    .filter(n -> all.eventMillis(n) >= start && all.eventMillis(n) < end)
                    .toArray();
        }
        new Window(mine, row.path("metrics"), what + row.path("group") + row.path("start")).check();
    }

    private static String country(JsonNode row) {
        return row.path("group").path("country").asText();
    }

    private static void claim(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("wrong: " + otherwise);
        }
    }

    /** The orders of one window, and what was told about them. */
    private final class Window {
        private final int[] mine;
        private final JsonNode told;
        private final String place;
        private final List<String> customers = new ArrayList<>();
        private final Map<String, Long> counts = new HashMap<>();

        Window(int[] mine, JsonNode told, String place) {
            this.mine = mine;
            this.told = told;
            this.place = place;
            for (int n : mine) {
                customers.add(all.customer(n));
                counts.merge(all.customer(n), 1L, Long::sum);
            }
        }

        void check() {
            exact("distinct_exact", (long) counts.size());
            exact("list", customers.subList(0, Math.min(RichModel.LIMIT, mine.length)));
            exact(
                    "set",
                    new TreeSet<>(counts.keySet())
                            .stream().limit(RichModel.LIMIT).toList());
            exact("last", customers.get(mine.length - 1));
            int[] byPrice = IntStream.of(mine)
                    .boxed()
                    .sorted((a, b) -> Long.compare(all.cents(b), all.cents(a)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            exact("arg_max", all.customer(byPrice[0]));
            top(byPrice);
            histogram();
            quantile(byPrice, "0.5");
            quantile(byPrice, "0.95");
            frequent();
            double error = Math.abs(told.path("distinct").asDouble() / counts.size() - 1);
            is(error <= DISTINCT_ERROR, "distinct", counts.size());
            stddev();
        }

        private void exact(String metric, Object right) {
            is(told.path(metric).toString().equals(json(right)), metric, right);
        }

        private static String json(Object value) {
            return value instanceof List<?> list
                    ? "[" + String.join(",", list.stream().map(Window::json).toList()) + "]"
                    : value instanceof String text ? '"' + text + '"' : value.toString();
        }

        private void is(boolean holds, String metric, Object right) {
            claim(holds, place + ": " + metric + " is " + told.path(metric) + "; right: " + right);
        }

        private void top(int[] byPrice) {
            JsonNode top = told.path("top");
            is(top.size() == Math.min(RichModel.TOP, mine.length), "top", mine.length + " orders");
            for (int i = 0; i < top.size(); i++) {
                boolean isRight = top.get(i).path("value").asLong() == all.cents(byPrice[i])
                        && top.get(i).path("label").asText().equals(all.customer(byPrice[i]));
                is(isRight, "top", all.order(byPrice[i]));
            }
        }

        private void histogram() {
            long[] right = new long[RichModel.BOUNDS.length + 1];
            for (int n : mine) {
                int found = Arrays.binarySearch(RichModel.BOUNDS, all.cents(n));
                right[found < 0 ? -found - 1 : found + 1]++;
            }
            int i = 0;
            for (JsonNode count : told.path("histogram")) {
                is(count.asLong() == right[i++], "histogram", Arrays.toString(right));
            }
            is(i == right.length, "histogram", right.length);
        }

        /** Where the number that was told stands among all. */
        private void quantile(int[] byPrice, String rank) {
            double number = told.path("quantiles").path(rank).asDouble();
            long above =
                    IntStream.of(byPrice).filter(n -> all.cents(n) > number).count();
            double stands = 1 - (double) above / mine.length;
            double grain = 1.0 / mine.length;
            is(Math.abs(stands - Double.parseDouble(rank)) <= RANK_ERROR + grain, "quantiles", rank);
        }

        private void frequent() {
            Map<String, Long> missing = new HashMap<>(counts);
            for (JsonNode item : told.path("frequent")) {
                Long count = missing.remove(item.path("value").asText());
                is(
                        count != null
                                && item.path("at_least").asLong() <= count
                                && item.path("count").asLong() >= count,
                        "frequent",
                        count);
            }
            long often = new HashSet<>(missing.entrySet())
                    .stream().filter(e -> e.getValue() > FREQUENT * mine.length).count();
            is(told.path("frequent").size() >= 5 || often == 0, "frequent", missing);
        }

        private void stddev() {
            BigInteger sum = BigInteger.ZERO;
            BigInteger squares = BigInteger.ZERO;
            for (int n : mine) {
                BigInteger cents = BigInteger.valueOf(all.cents(n));
                sum = sum.add(cents);
                squares = squares.add(cents.multiply(cents));
            }
            BigInteger count = BigInteger.valueOf(mine.length);
            double variance =
                    count.multiply(squares).subtract(sum.multiply(sum)).doubleValue() / mine.length / mine.length;
            double right = Math.sqrt(variance);
            is(Math.abs(told.path("stddev").asDouble() - right) <= 1e-12 * right, "stddev", right);
        }
    }
}
