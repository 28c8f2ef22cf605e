package io.tidemark.testkit.layers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code that throws on many records: whether it is stopped is decided alike in both layers. */
class ThrowingCodeTest extends LoggedEvents {
    record Whole(Instant at, String k, int v) {}

    private static String throwingOnLessThanHalf(Whole event) {
        if (event.v() % 20 < 9) {
            throw new IllegalStateException("nine in twenty");
        }
        return event.k();
    }

    @Test
    void codeThatThrowsOnLessThanHalfOfTheRecordsStopsInNeitherLayer() throws Exception {
        for (int i = 0; i < 400; i++) {
            layers.append("{" + AT + ",'k':'x','v':" + i + "}");
        }
        check(
                model(Whole.class, Whole::at, ThrowingCodeTest::throwingOnLessThanHalf, a -> a),
                Map.of("[x]" + TILE, List.of(220L)));
        check(
                model(
                        Whole.class,
                        Whole::at,
                        Whole::k,
                        a -> a.where(event -> !throwingOnLessThanHalf(event).isEmpty())),
                Map.of("[x]" + TILE, List.of(220L)));
    }
}
