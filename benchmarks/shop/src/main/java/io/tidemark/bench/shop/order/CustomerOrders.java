package io.tidemark.bench.shop.order;

import java.time.Duration;
import java.time.Instant;

/**
 * Every customer orders once, then some of them again, in any partition: six orders for five customers. All events, and all
 * stamps, are of one hour.
 *
 * @param firstMillis when that hour begins
 */
public record CustomerOrders(int customers, long firstMillis) implements Orders {
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final String[] COUNTRIES = {"NL", "DE", "FR", "IT", "PL"};
    private static final int MOST_CENTS = 20_000;

    @Override
    public long count() {
        return customers + customers / 5;
    }

    public int customer(long number) {
        return number < customers ? (int) Orders.scattered(number, customers) : Orders.chance(number, customers);
    }

    public long cents(long number) {
        return 100 + Orders.chance(-number, MOST_CENTS);
    }

    @Override
    public Order order(long number) {
        int customer = customer(number);
        return new Order(
                Instant.ofEpochMilli(stampMillis(number)),
                COUNTRIES[customer % COUNTRIES.length],
                name(customer),
                cents(number));
    }

    @Override
    public int partition(long number) {
        return (int) (number % OrderTopic.PARTITIONS);
    }

    @Override
    public long stampMillis(long number) {
        return firstMillis + number * HOUR_MILLIS / count();
    }

    /** When the next epoch begins. */
    public long endMillis() {
        return firstMillis + HOUR_MILLIS;
    }

    /** Names sort as their numbers do. */
    public static String name(int customer) {
        String digits = Integer.toString(customer);
        return "c" + "0".repeat(8 - digits.length()) + digits;
    }

    public static int number(String name) {
        return Integer.parseInt(name.substring(1));
    }
}
