package io.tidemark.model;

import io.tidemark.time.TileSize;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What a definition computes, as a hash of everything that decides it. */
final class Fingerprint {
    private final StringBuilder text = new StringBuilder();

    private Fingerprint() {}

    static <E> String of(
            StreamDefinition<E> stream,
            Optional<Condition<E>> where,
            List<GroupField<E>> groups,
            TileSize tile,
            List<Metric<E>> metrics,
            int version) {
        Fingerprint print = new Fingerprint();
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
            print.line("metric", metric.name() + " " + metric.aggregator().describe());
            metric.aggregator().functions().forEach(print::function);
            metric.where().ifPresent(print::function);
        }
        return print.hash();
    }

    private void function(Serializable function) {
        if (function != null) {
            line("function", UserFunction.of(function).identity());
        }
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
