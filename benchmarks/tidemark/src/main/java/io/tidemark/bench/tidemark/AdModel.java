package io.tidemark.bench.tidemark;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The benchmark's query as a user would write it: views per campaign and tile, the campaign looked up in the ads that a
 * process knows.
 *
 * @param topic where the events are
 * @param tile the length of the windows, or of what they are put together from
 * @param gap of sessions; empty: it has none
 * @param ads ad id to campaign
 */
public record AdModel(String topic, Duration tile, Optional<Duration> gap, Map<String, String> ads)
        implements TidemarkModel {
    public AdModel(String topic, Duration tile, Map<String, String> ads) {
        this(topic, tile, Optional.empty(), ads);
    }

    /** For processes that are told which data set it is by their environment alone. */
    public AdModel() throws IOException {
        this(Dataset.load(Path.of(System.getenv("BENCH_DATA"))));
    }

    private AdModel(Dataset data) {
        this(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads());
    }

    static final String AGGREGATION = "views-by-campaign";

    @Override
    public void define(ModelBuilder model) {
        var events = model.stream(topic, AdEvent.class).eventTimeMillis(AdEvent::eventTime);
        var views = model.aggregation(AGGREGATION)
                .over(events)
                .where(AdEvent::isView)
                .groupBy("campaign", event -> ads.get(event.adId()))
                .tile(tile)
                .metric("views", count());
        gap.ifPresent(views::sessions);
    }

    /** The checked model. */
    public Model build() {
        return Model.of(this);
    }

    /** The one aggregation of the model. */
    public static AggregationDefinition<?> views(Model model) {
        return model.aggregation(AGGREGATION).orElseThrow();
    }
}
