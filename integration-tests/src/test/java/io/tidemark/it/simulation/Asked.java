package io.tidemark.it.simulation;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.merge.question.Page;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What a node is asked for besides its tiles. */
record Asked(AggregationDefinition<?> definition, Asking asking, int limit) {
    /** All metrics but the one whose results do not add up; the first is a number that groups are ranked by. */
    List<Integer> metrics() {
        return IntStream.range(0, definition.metrics().size())
                .filter(metric -> !definition.metrics().get(metric).name().equals(Reading.SPREAD))
                .boxed()
                .toList();
    }

    /** By which of them a row is known of which all was taken back; empty if nothing can be. */
    OptionalInt countMetric() {
        return definition.corrections().stream()
                .mapToInt(corrections -> metrics().indexOf(corrections.countMetric()))
                .findFirst();
    }

    boolean isRankable() {
        return asking.isOfOneWindow() && !definition.tile().isAllTime();
    }

    Page.Order order() {
        return limit % 2 == 0 ? Page.Order.EARLIEST_FIRST : Page.Order.LATEST_FIRST;
    }
}
