package io.tidemark.serving.http.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import io.tidemark.session.Sessions;
import io.tidemark.stream.StreamDefinition;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The model, as its users may ask of it: each sees what is granted to them. */
public final class CatalogueEndpoints {
    private final Model model;
    private final QuestionReader reader;

    public CatalogueEndpoints(Model model, QuestionReader reader) {
        this.model = model;
        this.reader = reader;
    }

    public Reply all(ApiRequest request) {
        request.query().allowOnly(List.of());
        List<AggregationDefinition<?>> known = reader.known(request.asker());
        Set<StreamDefinition<?>> read = new HashSet<>();
        known.forEach(definition -> definition.input().sources().forEach(source -> read.add(source.stream())));
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeStringField("model", model.name());
            json.writeArrayFieldStart("streams");
            for (StreamDefinition<?> stream : model.streams()) {
                if (known.size() == model.aggregations().size() || read.contains(stream)) {
                    stream(json, stream);
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("aggregations");
            for (AggregationDefinition<?> definition : known) {
                aggregation(json, definition);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    public Reply one(ApiRequest request) {
        request.query().allowOnly(List.of());
        AggregationDefinition<?> definition = reader.definition(request.path().get("name"), request.asker());
        return Reply.json(json -> aggregation(json, definition));
    }

    private static void stream(JsonGenerator json, StreamDefinition<?> stream) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", stream.topic());
        json.writeStringField("event", stream.eventClass().getName());
        json.writeStringField("format", stream.format().name());
        if (stream.maxSkew().isPresent()) {
            json.writeStringField("maxSkew", stream.maxSkew().get().toString());
        }
        json.writeEndObject();
    }

    private static void aggregation(JsonGenerator json, AggregationDefinition<?> definition) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", definition.name());
        // Of several streams the first; who knows of several reads "streams".
        json.writeStringField("stream", definition.input().topics().first());
        Json.strings(json, "streams", List.copyOf(definition.input().topics()));
        json.writeStringField("fingerprint", definition.fingerprint());
        json.writeNumberField("version", definition.version());
        json.writeStringField(
                "tile",
                definition.tile().isAllTime() ? "all" : definition.tile().toString());
        if (definition.input().plainStream().isEmpty()) {
            json.writeStringField("over", definition.input().describe());
        }
        if (definition.operator().isPresent()) {
            json.writeStringField("operator", definition.operator().get().toString());
        }
        if (definition.sessions().isPresent()) {
            sessions(json, definition.sessions().get());
        }
        json.writeStringField("allowedLateness", definition.allowedLateness().toString());
        if (definition.retention().isPresent()) {
            json.writeStringField("retention", definition.retention().get().toString());
        }
        json.writeArrayFieldStart("groups");
        for (GroupField<?> field : definition.groups()) {
            json.writeStartObject();
            json.writeStringField("name", field.name());
            json.writeStringField("type", lower(field.type()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("metrics");
        for (Metric<?> metric : definition.metrics()) {
            metric(json, metric);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void sessions(JsonGenerator json, Sessions sessions) throws IOException {
        json.writeObjectFieldStart("sessions");
        json.writeStringField("gap", sessions.gap().toString());
        if (sessions.maxLength().isPresent()) {
            json.writeStringField("maxLength", sessions.maxLength().get().toString());
        }
        json.writeEndObject();
    }

    private static void metric(JsonGenerator json, Metric<?> metric) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", metric.name());
        json.writeStringField("type", lower(metric.aggregator().resultType()));
        json.writeStringField("aggregator", metric.aggregator().describe());
        Json.strings(
                json,
                "traits",
                metric.aggregator().traits().stream()
                        .sorted()
                        .map(CatalogueEndpoints::lower)
                        .toList());
        json.writeBooleanField("filtered", metric.condition().isPresent());
        json.writeEndObject();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
