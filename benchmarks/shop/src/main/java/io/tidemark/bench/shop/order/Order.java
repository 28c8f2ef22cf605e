package io.tidemark.bench.shop.order;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** README's event. */
public record Order(Instant at, String country, String customer, long cents) {
    /** As the log has it. */
    byte[] json() {
        return ("{\"at\":\"" + at + "\",\"country\":\"" + country + "\",\"customer\":\"" + customer + "\",\"cents\":"
                        + cents + "}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
