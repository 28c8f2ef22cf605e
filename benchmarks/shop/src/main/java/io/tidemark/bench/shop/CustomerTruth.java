package io.tidemark.bench.shop;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.bench.shop.order.CustomerOrders;
import io.tidemark.bench.shop.process.NodeClient;
import java.util.Arrays;

/**
 * What is right of every customer, and whether a node says so. The customer who comes after all others only ends epochs, and
 * is none of them.
 */
final class CustomerTruth {
    private static final int PAGE = 10_000;
    /** Up to so many numbers the 95th percentile is the greatest. */
    private static final int GREATEST_UP_TO = 19;

    private final int[] orders;
    private final long[] cents;
    private final int[] most;
    private final int[] large;

    CustomerTruth(CustomerOrders all) {
        orders = new int[all.customers()];
        cents = new long[all.customers()];
        most = new int[all.customers()];
        large = new int[all.customers()];
        for (long n = 0; n < all.count(); n++) {
            int customer = all.customer(n);
            long value = all.cents(n);
            orders[customer]++;
            cents[customer] += value;
            most[customer] = (int) Math.max(most[customer], value);
            large[customer] += value >= CustomerModel.LARGE_CENTS ? 1 : 0;
        }
    }

    /** Pages through all customers. @throws IllegalStateException naming the first that is wrong */
    void check(NodeClient client) throws Exception {
        String path = CustomerModel.SALES + "query?window=all&limit=" + PAGE;
        int next = 0;
        JsonNode answer = client.get(path);
        while (true) {
            claim(answer.path("complete").asBoolean(), "the answer is not complete: " + answer.path("missing"));
            for (JsonNode row : answer.path("rows")) {
                int customer = customer(row);
                if (customer < orders.length) {
                    claim(customer == next, "the customer after " + (next - 1) + " is " + customer);
                    check(customer, row.path("metrics"));
                    next++;
                }
            }
            if (!answer.has("next")) {
                break;
            }
            answer = client.get(path + "&cursor=" + answer.path("next").asText());
        }
        claim(next == orders.length, "there are " + next + " customers of " + orders.length);
    }

    private void check(int customer, JsonNode metrics) {
        boolean isRight = metrics.path("orders").asLong() == orders[customer]
                && metrics.path("cents").asLong() == cents[customer]
                && metrics.path("customers").asLong() == 1
                && metrics.path("large_orders").asLong() == large[customer]
                && (orders[customer] > GREATEST_UP_TO
                        || metrics.path("p95_cents").asDouble() == most[customer]);
        claim(
                isRight,
                "customer " + customer + " is " + metrics + "; orders " + orders[customer] + ", cents "
                        + cents[customer] + ", greatest " + most[customer] + ", large " + large[customer]
                        + " are right");
    }

    /** Whether these are the most orders that any has, each of who has them. */
    void checkTop(JsonNode answer, int n) {
        int[] sorted = orders.clone();
        Arrays.sort(sorted);
        int rank = 0;
        for (JsonNode row : answer.path("rows")) {
            long told = row.path("metrics").path("orders").asLong();
            int customer = customer(row);
            claim(
                    customer >= orders.length || (told == orders[customer] && told == sorted[sorted.length - ++rank]),
                    "at rank " + rank + " stands " + row + "; " + sorted[sorted.length - Math.max(1, rank)]
                            + " is right");
        }
        claim(rank >= n - 1, "top has " + rank + " rows of " + n);
    }

    private static int customer(JsonNode row) {
        return CustomerOrders.number(row.path("group").path("customer").asText());
    }

    private static void claim(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("wrong: " + otherwise);
        }
    }
}
