package io.tidemark.launcher.command.print;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.Model;
import io.tidemark.session.Sessions;
import java.util.List;
import java.util.Optional;

/** A model as JSON tells it. Of an aggregation over several streams {@code stream} is the first. */
public record ModelDescription(String model, List<Stream> streams, List<Aggregation> aggregations) {
    public record Stream(String topic, String event, String format) {}

    record Aggregation(
            String name,
            String stream,
            List<String> streams,
            String tile,
            Optional<String> operator,
            Optional<String> sessions,
            List<String> groups,
            List<Figure> metrics,
            int version,
            String fingerprint) {}

    public record Figure(String name, String aggregator, String result) {}

    public static ModelDescription of(Model model) {
        return new ModelDescription(
                model.name(),
                model.streams().stream()
                        .map(s -> new Stream(
                                s.topic(), s.eventClass().getName(), s.format().name()))
                        .toList(),
                model.aggregations().stream().map(ModelDescription::of).toList());
    }

    private static <E> Aggregation of(AggregationDefinition<E> aggregation) {
        return new Aggregation(
                aggregation.name(),
                aggregation.input().topics().first(),
                List.copyOf(aggregation.input().topics()),
                aggregation.tile().toString(),
                aggregation.operator().map(Object::toString),
                aggregation.sessions().map(Sessions::toString),
                aggregation.groups().stream().map(GroupField::name).toList(),
                aggregation.metrics().stream()
                        .map(metric -> new Figure(
                                metric.name(),
                                metric.aggregator().describe(),
                                metric.aggregator().resultType().toString()))
                        .toList(),
                aggregation.version(),
                aggregation.fingerprint());
    }
}
