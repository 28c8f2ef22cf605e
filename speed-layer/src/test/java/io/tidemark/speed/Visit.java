package io.tidemark.speed;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.event.json.Json;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import io.tidemark.testkit.SeenPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A small event with a model over it: a page was visited at a time. */
public record Visit(String page, long at) {
    public static final String TOPIC = "visits";

    public byte[] json() {
        return ("{\"page\":\"" + page + "\",\"at\":" + at + "}").getBytes(StandardCharsets.UTF_8);
    }

    public static Model model() {
        return Model.of(new Visits());
    }

    /** Two aggregations, one of which leaves events out and throws on some. */
    public static final class Visits implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream(TOPIC, Visit.class).format(new Json()).eventTimeMillis(Visit::at);
            model.aggregation("by-page")
                    .over(visits)
                    .groupBy("page", Visit::page)
                    .tile(Duration.ofSeconds(1))
                    .metric("visits", Aggregators.count())
                    .metric("seen", new SeenPositions<>());
            model.aggregation("even")
                    .over(visits)
                    .where(visit -> visit.at() / (visit.page().equals("broken") ? 0 : 1) % 2 == 0)
                    .allTime()
                    .metric("seen", new SeenPositions<>());
        }
    }
}
