package io.tidemark.aggregator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SplittableRandom;

/** The event of these tests: every kind of value, with nulls, NaN, ties and extremes. */
record Reading(
        long number,
        int small,
        double level,
        String name,
        BigDecimal price,
        Instant time,
        LocalDate day,
        Kind kind,
        Boolean flag,
        Long boxed) {
    enum Kind {
        RED,
        GREEN,
        BLUE
    }

    private static final String[] NAMES = {
        "", "a", "b", "ams", "AMS", "é", "\u0000", "x\u0000y", "😀", "zz", "\ud83d", "longer than the others"
    };

    static Reading random(SplittableRandom random) {
        return new Reading(
                number(random),
                random.nextInt(-20, 100),
                level(random),
                random.nextInt(10) == 0 ? null : NAMES[random.nextInt(NAMES.length)],
                random.nextInt(10) == 0 ? null : price(random),
                random.nextInt(10) == 0 ? null : Instant.ofEpochSecond(random.nextInt(-5, 5), random.nextInt(3)),
                random.nextInt(10) == 0 ? null : LocalDate.ofEpochDay(random.nextInt(-3, 30)),
                random.nextInt(10) == 0 ? null : Kind.values()[random.nextInt(3)],
                random.nextInt(10) == 0 ? null : random.nextBoolean(),
                random.nextInt(10) == 0 ? null : (Long) number(random));
    }

    private static long number(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.MAX_VALUE - random.nextInt(2);
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            case 2 -> random.nextLong();
            default -> random.nextLong(-50, 50);
        };
    }

    private static double level(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> 0.0;
            case 2 -> -0.0;
            case 3 -> random.nextDouble() * 1e9;
            default -> random.nextInt(-8, 8) / 4.0;
        };
    }

    private static BigDecimal price(SplittableRandom random) {
        return new BigDecimal(BigInteger.valueOf(random.nextLong(-1_000, 1_000)), random.nextInt(-3, 6));
    }
}
