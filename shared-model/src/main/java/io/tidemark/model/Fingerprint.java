package io.tidemark.model;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.correction.Corrections;
import io.tidemark.event.EventFormat;
import io.tidemark.event.Name;
import io.tidemark.event.csv.Csv;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.event.json.Json;
import io.tidemark.function.CodeText;
import io.tidemark.function.Condition;
import io.tidemark.input.Input;
import io.tidemark.input.Source;
import io.tidemark.input.Step;
import io.tidemark.operator.Operator;
import io.tidemark.session.SessionMetric;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.time.TileSize;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a definition computes, as hashes of everything that decides it: names, types, parameters, the format and the event's
 * class, and the compiled code of the user's functions with all that it calls. The same class files give the same
 * fingerprint in every process.
 */
final class Fingerprint {
    private final StringBuilder text = new StringBuilder();
    private final Object model;

    private Fingerprint(Object model) {
        this.model = model;
    }

    /** @param model that defines them: its code tells of functions what cannot be seen in them */
    static <E> FingerprintParts of(
            Object model,
            Input<E> input,
            Optional<Operator<E>> operator,
            Optional<Condition<E>> where,
            Optional<Corrections<E>> corrections,
            List<GroupField<E>> groups,
            TileSize tile,
            List<Metric<E>> metrics,
            int version) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (Metric<E> metric : metrics) {
            Fingerprint print = new Fingerprint(model);
            print.line("metric", metric.name());
            print.aggregator(metric.aggregator());
            metric.where().ifPresent(print::function);
            parts.put(metric.name(), print.hash());
        }
        Fingerprint base = new Fingerprint(model);
        base.line("version", String.valueOf(version));
        base.input(input);
        operator.ifPresent(base::operator);
        where.ifPresent(condition -> {
            base.line("where", "");
            base.function(condition);
        });
        corrections.flatMap(Corrections::retractedBy).ifPresent(claim -> {
            base.line("retractedBy", "");
            base.function(claim);
        });
        base.line("tile", tile.toString());
        for (GroupField<E> group : groups) {
            base.line("group", group.name() + " " + group.type());
            base.function(group.value());
        }
        return new FingerprintParts(base.hash(), parts);
    }

    /** Of parts, that of the whole. */
    static String of(FingerprintParts parts) {
        Fingerprint print = new Fingerprint("");
        print.line("base", parts.base());
        parts.metrics().forEach(print::line);
        return print.hash();
    }

    private void input(Input<?> input) {
        boolean isPlain = input.plainStream().isPresent();
        for (Source<?, ?> source : input.sources()) {
            // One stream as it is says no more than it did before there was anything else.
            if (!isPlain) {
                line("source", source.topic());
            }
            stream(source.stream());
            source.steps().forEach(this::step);
        }
    }

    private void step(Step step) {
        line("step", step.word());
        step.functions().forEach(this::function);
        if (step instanceof Step.Rows rows) {
            line("to", rows.to().getName());
            rows.timeMillis().ifPresent(time -> {
                line("time", "");
                function(time);
            });
        }
    }

    /** Of ours its parameters stand for the code. */
    private void operator(Operator<?> operator) {
        if (operator instanceof DistinctBy<?> distinct) {
            line("distinct within", distinct.within().toString());
            for (GroupField<?> id : distinct.ids()) {
                line("id", id.type().toString());
                function(id.value());
            }
        } else {
            line("operator", CodeText.ofObject(operator, model));
        }
    }

    private void stream(StreamDefinition<?> stream) {
        EventFormat format = stream.format();
        line("stream", stream.topic() + " " + format.name() + " " + stream.maxSkew());
        record(stream.eventClass());
        // Their names and settings stand for their code, so that it may be improved.
        boolean isOurs = format instanceof Json || format instanceof Csv;
        if (!isOurs) {
            line("format", CodeText.ofObject(format, model));
            // What is stored of its events is read from them.
            line("accessors", CodeText.ofAccessors(stream.eventClass()));
        } else if (format instanceof Record settings) {
            line("format", CodeText.ofValue(settings));
        }
        line("time", "");
        function(stream.eventTimeMillis());
    }

    /** What of the log makes a record, and of which values: names, types, constants, and the constructor. */
    private void record(Class<?> type) {
        line("record", type.getName());
        for (RecordComponent component : type.getRecordComponents()) {
            Name name = component.getAnnotation(Name.class);
            String inLog = name == null ? component.getName() : name.value();
            line(
                    "field",
                    component.getName() + " " + inLog + " "
                            + component.getGenericType().getTypeName());
            if (component.isAnnotationPresent(Key.class)) {
                line("from", "key");
            } else if (component.isAnnotationPresent(Header.class)) {
                line("from header", component.getAnnotation(Header.class).value());
            }
            inside(component.getGenericType());
        }
        line("constructor", CodeText.ofConstructor(type));
    }

    private void inside(Type type) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                inside(argument);
                // Of a list's elements nobody sees where they go: they are sorted, compared and printed in there.
                if (argument instanceof Class<?> element && (element.isRecord() || element.isEnum())) {
                    line("overrides", CodeText.ofOverrides(element));
                }
            }
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            record(plain);
        } else if (type instanceof Class<?> plain && plain.isEnum()) {
            constants(plain);
        }
    }

    private void constants(Class<?> type) {
        line(
                "constants",
                Arrays.stream(type.getEnumConstants())
                        .map(constant -> ((Enum<?>) constant).name())
                        .toList()
                        .toString());
    }

    private void function(Serializable function) {
        if (function instanceof StreamBuilder.InstantMillis<?> instant) {
            function(instant.time());
        } else if (function instanceof AggregationBuilder.Both<?> both) {
            line("both", "");
            function(both.first());
            function(both.second());
        } else if (function != null) {
            line("function", CodeText.of(function, model));
        }
    }

    /** Of our own aggregators the description stands for the code, so that their code may be improved. */
    private void aggregator(Aggregator<?, ?, ?> aggregator) {
        if (aggregator instanceof SessionMetric<?, ?, ?> inSessions) {
            line("sessions", inSessions.sessions().gap().toString());
            aggregator(inSessions.metric());
            inSessions.where().ifPresent(this::function);
            return;
        }
        line("aggregator", aggregator.describe());
        if (!aggregator.getClass().getPackage().equals(Aggregator.class.getPackage())) {
            line("code", CodeText.ofObject(aggregator, model));
        }
        aggregator.functions().forEach(this::function);
    }

    private void line(String key, String value) {
        // With its length, so that no value can be taken for two.
        text.append(key)
                .append(' ')
                .append(value.length())
                .append(' ')
                .append(value)
                .append('\n');
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
