package io.tidemark.launcher.command.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/** A vector of offsets, which answers nest by topic and partition, on a line: {@code orders 0:4711 1:4802}. */
public final class OffsetText {
    private OffsetText() {}

    public static String of(JsonNode vector) {
        return vector.properties().stream()
                .map(topic -> topic.getKey() + " "
                        + topic.getValue().properties().stream()
                                .map(partition -> partition.getKey() + ":"
                                        + partition.getValue().asText())
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" "));
    }
}
