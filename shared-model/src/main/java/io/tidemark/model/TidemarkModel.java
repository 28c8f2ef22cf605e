package io.tidemark.model;

/**
 * What a user writes: streams and the aggregations over them. A model class is public and has a public constructor
 * without parameters, so that any process can make it from its name.
 *
 * <pre>{@code
 * public final class FlightModel implements TidemarkModel {
 *   public void define(ModelBuilder model) {
 *     var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
 *     model.aggregation("delays-by-origin").over(flights)
 *         .groupBy("origin", Flight::origin)
 *         .tile(Duration.ofHours(1))
 *         .metric("flights", count())
 *         .metric("mean_delay", mean(Flight::delay));
 *   }
 * }
 * }</pre>
 */
public interface TidemarkModel {
    void define(ModelBuilder model);
}
