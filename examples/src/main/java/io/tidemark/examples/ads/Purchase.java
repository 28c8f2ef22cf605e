package io.tidemark.examples.ads;

import java.time.Instant;
import java.util.List;

/** A user bought some things at once. */
public record Purchase(Instant at, String user, List<Item> items) {
    /** @param campaign that the user came by to the thing */
    public record Item(String campaign, long cents) {}

    List<Touch> touches() {
        return items.stream()
                .map(item -> new Touch(user, item.campaign(), Touch.Kind.PURCHASE, item.cents()))
                .toList();
    }
}
