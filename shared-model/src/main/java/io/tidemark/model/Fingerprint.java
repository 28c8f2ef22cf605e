package io.tidemark.model;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.function.CodeText;
import io.tidemark.function.Condition;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.time.TileSize;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a definition computes, as a hash of everything that decides it: names, types, parameters, and the compiled code of
 * the user's functions. The same source gives the same fingerprint in every process.
 */
final class Fingerprint {
    private final Class<?> event;
    private final StringBuilder text = new StringBuilder();

    private Fingerprint(Class<?> event) {
        this.event = event;
    }

    static <E> String of(
            StreamDefinition<E> stream,
            Optional<Condition<E>> where,
            List<GroupField<E>> groups,
            TileSize tile,
            List<Metric<E>> metrics,
            int version) {
        Fingerprint print = new Fingerprint(stream.eventClass());
        print.line("version", String.valueOf(version));
        print.line("stream", stream.topic() + " " + stream.format().name() + " " + stream.maxSkew());
        for (RecordComponent component :
                Optional.ofNullable(stream.eventClass().getRecordComponents()).orElse(new RecordComponent[0])) {
            print.line(
                    "field",
                    component.getName() + " " + component.getGenericType().getTypeName());
        }
        print.function(stream.eventTimeMillis());
        where.ifPresent(print::function);
        print.line("tile", tile.toString());
        for (GroupField<E> group : groups) {
            print.line("group", group.name() + " " + group.type());
            print.function(group.value());
        }
        for (Metric<E> metric : metrics) {
            print.line("metric", metric.name());
            print.aggregator(metric.aggregator());
            metric.where().ifPresent(print::function);
        }
        return print.hash();
    }

    private void function(Serializable function) {
        if (function instanceof StreamBuilder.InstantMillis<?> instant) {
            function(instant.time());
        } else if (function instanceof AggregationBuilder.Both<?> both) {
            line("both", "");
            function(both.first());
            function(both.second());
        } else if (function != null) {
            line("function", CodeText.of(function, event));
        }
    }

    /** Of our own aggregators the description stands for the code, so that their code may be improved. */
    private void aggregator(Aggregator<?, ?, ?> aggregator) {
        line("aggregator", aggregator.describe());
        if (!aggregator.getClass().getPackage().equals(Aggregator.class.getPackage())) {
            line("code", CodeText.ofObject(aggregator, event));
        }
        aggregator.functions().forEach(this::function);
    }

    private void line(String key, String value) {
        text.append(key).append(' ').append(value).append('\n');
    }

    private String hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
