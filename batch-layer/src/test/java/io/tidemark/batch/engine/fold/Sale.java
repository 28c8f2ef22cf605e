package io.tidemark.batch.engine.fold;

import static io.tidemark.aggregator.Aggregators.anyMatch;
import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.last;
import static io.tidemark.aggregator.Aggregators.max;
import static io.tidemark.aggregator.Aggregators.set;
import static io.tidemark.aggregator.Aggregators.sum;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static io.tidemark.aggregator.Aggregators.sumDouble;

import io.tidemark.model.ModelBuilder;
import io.tidemark.model.StreamBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An event of every kind of flat column. */
record Sale(
        Instant at,
        String kind,
        Color color,
        int n,
        Long boxed,
        Optional<String> note,
        double amount,
        float ratio,
        boolean paid,
        Boolean known,
        char grade,
        String id,
        LocalDate day,
        BigDecimal price) {
    static final String TOPIC = "sales";
    private static final Map<String, String> SHOPS = Map.of("view", "north", "click", "south", "buy", "");

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    boolean isView() {
        return "view".equals(kind);
    }

    long lengthOfKind() {
        return kind.length();
    }

    private static String shop(String kind) {
        String shop = SHOPS.get(kind);
        if (shop != null && shop.isEmpty()) {
            throw new IllegalStateException("no shop");
        }
        return shop;
    }

    /** Definitions that can be known by dictionary ids, in part, and not at all; some throw on some events. */
    static Consumer<ModelBuilder> definitions(UnaryOperator<StreamBuilder<Sale>> change) {
        return model -> {
            StreamBuilder<Sale> sales = change.apply(model.stream(TOPIC, Sale.class));
            model.aggregation("views")
                    .over(sales)
                    .where(Sale::isView)
                    .groupBy("id", Sale::id)
                    .tile(Duration.ofMinutes(1))
                    .metric("sales", count());
            model.aggregation("shops")
                    .over(sales)
                    .where(sale -> sale.kind().length() > 3)
                    .groupBy("shop", sale -> shop(sale.kind()))
                    .tile(Duration.ofHours(1))
                    .metric("amount", sumDouble(Sale::amount))
                    .metric("boxed", max(Sale::boxed))
                    .metric("last", last(Sale::id));
            model.aggregation("colors")
                    .over(sales)
                    .where(sale -> sale.paid() || sale.ratio() > 0.5f)
                    .groupBy("color", Sale::color)
                    .groupBy("note", sale -> sale.note().orElse(null))
                    .groupBy("known", Sale::known)
                    .tile(Duration.ofMinutes(10))
                    .metric("price", sumDecimal(Sale::price))
                    .metric("kinds", set(Sale::kind, 10), sale -> sale.lengthOfKind() > 3)
                    .metric("top", anyMatch(sale -> sale.grade() == 'a'));
            model.aggregation("days")
                    .over(sales)
                    .where(sale -> sale.n() % 3 != 0)
                    .where(sale -> sale.boxed() != 5)
                    .groupBy("day", Sale::day)
                    .groupBy("number", Sale::n)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count())
                    .metric("total", sum(Sale::n));
            model.aggregation("all").over(sales).allTime().metric("sales", count());
        };
    }

    /** JSON of a sale, now and then of one that is hard to digest. */
    static String random(SplittableRandom chance, int number) {
        // The ids' dictionary is worth while at first, and then grows too large.
        String id = number % 9000 < 6000 ? "i" + chance.nextInt(50) : "i" + number + "-".repeat(300);
        return "{"
                + text(
                        "at",
                        chance.nextInt(200) == 0 ? null : at(chance, number).toString())
                + text("kind", pick(chance, "view", "click", "buy", "see", null))
                + text("color", pick(chance, "RED", "GREEN", "BLUE", null))
                + "\"n\":" + chance.nextInt(9) + ","
                + (chance.nextInt(10) == 0 ? "" : "\"boxed\":" + chance.nextLong(20) + ",")
                + text("note", pick(chance, "x", "y", "", null, null))
                + "\"amount\":" + String.format(Locale.ROOT, "%.3f", chance.nextDouble() * 100) + ","
                + "\"ratio\":0." + chance.nextInt(10) + ","
                + "\"paid\":" + chance.nextBoolean() + ","
                + (chance.nextInt(3) == 0 ? "" : "\"known\":" + chance.nextBoolean() + ",")
                + text("grade", pick(chance, "a", "b", "c"))
                + text("id", chance.nextInt(50) == 0 ? null : id)
                + text("day", pick(chance, "2026-01-01", "2026-01-02", null))
                + "\"price\":" + chance.nextInt(100) + "." + chance.nextInt(10) + "}";
    }

    private static Instant at(SplittableRandom chance, int number) {
        Instant usual = ColumnFoldTest.START.plusMillis(number * 20L).minusSeconds(chance.nextInt(60));
        return chance.nextInt(50) == 0 ? usual.minus(Duration.ofHours(chance.nextInt(20))) : usual;
    }

    private static String text(String name, String value) {
        return value == null ? "" : "\"" + name + "\":\"" + value + "\",";
    }

    private static String pick(SplittableRandom chance, String... values) {
        return values[chance.nextInt(values.length)];
    }
}
