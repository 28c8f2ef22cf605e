package io.tidemark.bench.shop.order;

import java.time.Duration;
import java.time.Instant;

/**
 * Orders whose events come in any order of time, no two at the same moment and no two of one price, so that what is first,
 * last, or greatest is so without a tie. A third of a country's are by one customer. Their stamps fill four hours; the events
 * were in the tiles before those.
 *
 * @param firstMillis when the hours begin
 */
public record RichOrders(int countries, long count, long firstMillis) implements Orders {
    /** The event time is so many tiles long. */
    public static final int TILES = 400;

    public static final Duration TILE = Duration.ofMinutes(5);
    public static final int EPOCHS = 4;
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final int CUSTOMERS = 200;

    public int country(long number) {
        return Orders.chance(number, countries);
    }

    public String customer(long number) {
        int customer = Orders.chance(-number, 3) == 0 ? 0 : Orders.chance(number * 31, CUSTOMERS);
        return country(number) % 7 + "-" + customer;
    }

    public long cents(long number) {
        return Orders.scattered(number, count);
    }

    public long eventMillis(long number) {
        long span = TILES * TILE.toMillis();
        return firstMillis - span + Orders.scattered(count - 1 - number, count) * (span / count);
    }

    @Override
    public Order order(long number) {
        return new Order(
                Instant.ofEpochMilli(eventMillis(number)), name(country(number)), customer(number), cents(number));
    }

    /** Any: a cell has a partial in most of them. */
    @Override
    public int partition(long number) {
        return (int) (number % OrderTopic.PARTITIONS);
    }

    @Override
    public long stampMillis(long number) {
        return firstMillis + number * (EPOCHS * HOUR_MILLIS) / count;
    }

    /** When the epoch after the last begins. */
    public long endMillis() {
        return firstMillis + EPOCHS * HOUR_MILLIS;
    }

    public static String name(int country) {
        return String.format("k%05d", country);
    }

    public static int number(String name) {
        return Integer.parseInt(name.substring(1));
    }
}
