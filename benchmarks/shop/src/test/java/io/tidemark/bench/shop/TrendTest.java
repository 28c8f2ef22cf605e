package io.tidemark.bench.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void firstQuarterDoesNotCount() {
        assertEquals(0, trend(t -> t < 25 ? t : 100).growth(), 1e-9);
    }

    @Test
    void whatComesAndGoesIsFlat() {
        assertTrue(trend(t -> 100 + t % 10).isFlat());
    }

    @Test
    void whatGrowsByMoreThanIsAllowedIsNotFlat() {
        Trend trend = trend(t -> 100 + t);
        assertEquals(75, trend.growth(), 1e-9);
        assertFalse(trend.isFlat());
    }

    @Test
    void whatShrinksIsFlat() {
        assertTrue(trend(t -> 100 - t).isFlat());
    }

    private static Trend trend(DoubleUnaryOperator value) {
        Trend trend = new Trend("figure", 0, 5);
        for (int t = 0; t <= 100; t++) {
            trend.add(t, value.applyAsDouble(t));
        }
        return trend;
    }
}
