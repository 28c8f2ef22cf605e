package io.tidemark.bench.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.shop.order.Order;
import io.tidemark.bench.shop.process.NodeClient;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The orders that were sent, counted by country, and by country and tile. Owned by who sends, and then by who checks. */
final class SoakTruth {
    /** Orders and cents. */
    private record Sales(long orders, long cents) {
        Sales and(Sales more) {
            return new Sales(orders + more.orders, cents + more.cents);
        }

        boolean isToldBy(JsonNode metrics) {
            return metrics.path("orders").asLong() == orders
                    && metrics.path("cents").asLong() == cents;
        }
    }

    /** A country's, in the tile that begins then. */
    private record Cell(String country, long tile) {}

    private final Map<String, Sales> ever = new HashMap<>();
    private final Map<Cell, Sales> tiles = new HashMap<>();

    void add(Order order) {
        Sales one = new Sales(1, order.cents());
        long millis = order.at().toEpochMilli();
        long tile = millis - Math.floorMod(millis, SoakModel.TILE.toMillis());
        ever.merge(order.country(), one, Sales::and);
        tiles.merge(new Cell(order.country(), tile), one, Sales::and);
    }

    /** All that is kept for ever, and of the rest all tiles from {@code kept} on. */
    void check(NodeClient client, Instant kept) throws Exception {
        int countries = 0;
        for (JsonNode row : rows(client, "/v1/aggregations/ever/query?limit=10000")) {
            countries++;
            claim(ever.get(country(row)).isToldBy(row.path("metrics")), row + "; right: " + ever.get(country(row)));
        }
        claim(countries == ever.size(), countries + " countries of " + ever.size());
        Map<Cell, Sales> wanted = new HashMap<>(tiles);
        wanted.keySet().removeIf(cell -> cell.tile() < kept.toEpochMilli());
        for (JsonNode row : rows(client, "/v1/aggregations/sales/query?limit=10000")) {
            Cell cell = new Cell(
                    country(row), Instant.parse(row.path("start").asText()).toEpochMilli());
            claim(tiles.get(cell).isToldBy(row.path("metrics")), row + "; right: " + tiles.get(cell));
            wanted.remove(cell);
        }
        claim(wanted.isEmpty(), "there is no row of " + wanted);
    }

    private static JsonNode rows(NodeClient client, String path) throws Exception {
        JsonNode answer = client.get(path);
        claim(answer.path("complete").asBoolean(), "not complete: " + answer.path("missing"));
        return answer.path("rows");
    }

    private static String country(JsonNode row) {
        return row.path("group").path("country").asText();
    }

    private static void claim(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("wrong: " + otherwise);
        }
    }
}
