package io.tidemark.launcher.command.print;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** An answer as a table, with its proof in a line below. */
public final class AnswerTable {
    private static final int MOST_ZEROS = 20;

    private final JsonNode answer;

    public AnswerTable(JsonNode answer) {
        this.answer = answer;
    }

    public void print(PrintWriter out) {
        JsonNode rows = answer.path("rows");
        if (rows.isEmpty()) {
            out.println("no rows");
        } else {
            Table table = new Table(headings(rows.get(0)));
            rows.forEach(row -> table.row(cells(row)));
            table.print(out);
        }
        out.println();
        out.println(proof());
        if (answer.has("next")) {
            out.println("there is more: --cursor " + answer.path("next").asText());
        }
        if (answer.has("explain")) {
            out.println(answer.path("explain").toPrettyString());
        }
    }

    private static List<String> headings(JsonNode row) {
        List<String> headings = new ArrayList<>();
        row.path("group").fieldNames().forEachRemaining(headings::add);
        headings.add("start");
        headings.add("end");
        row.path("metrics").fieldNames().forEachRemaining(headings::add);
        headings.add("origin");
        headings.add("settled");
        return headings.stream().map(h -> h.toUpperCase(Locale.ROOT)).toList();
    }

    private static List<String> cells(JsonNode row) {
        List<String> cells = new ArrayList<>();
        row.path("group").forEach(value -> cells.add(text(value)));
        cells.add(text(row.path("start")));
        cells.add(text(row.path("end")));
        row.path("metrics").forEach(value -> cells.add(text(value)));
        cells.add(row.path("origin").asText());
        cells.add(row.path("settled").asBoolean() ? "yes" : "no");
        return cells;
    }

    private static String text(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "-";
        }
        if (value.isFloatingPointNumber()) {
            return exact(value.decimalValue());
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(AnswerTable::text)
                    .collect(Collectors.joining(" "));
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .map(Map.Entry::getValue)
                    .map(AnswerTable::text)
                    .collect(Collectors.joining(":"));
        }
        return value.asText();
    }

    /** All digits; with an exponent where zeros alone would make it long. */
    private static String exact(BigDecimal number) {
        boolean isLong = number.scale() > MOST_ZEROS + number.precision() || number.scale() < -MOST_ZEROS;
        return isLong ? number.toString() : number.toPlainString();
    }

    private String proof() {
        StringBuilder line = new StringBuilder(answer.path("complete").asBoolean() ? "complete" : "NOT COMPLETE");
        if (!answer.path("since").isEmpty()) {
            line.append(" since ").append(offsets(answer, "since"));
        }
        line.append("; as of ").append(offsets(answer, "asOf"));
        line.append("; tidemark ").append(offsets(answer, "tidemark"));
        line.append("; manifest ").append(answer.path("manifest").asLong());
        for (JsonNode log : answer.path("endedLogs")) {
            line.append(System.lineSeparator())
                    .append("counted too: the log before, topic id ")
                    .append(log.path("topicId").asText())
                    .append(" of cluster ")
                    .append(log.path("clusterId").asText())
                    .append(", as of ")
                    .append(offsets(log, "asOf"));
        }
        for (JsonNode part : answer.path("missing")) {
            line.append(System.lineSeparator())
                    .append("missing: ")
                    .append(partition(part))
                    .append(": ")
                    .append(part.path("reason").asText())
                    .append("; ")
                    .append(part.path("mend").asText());
        }
        for (JsonNode gap : answer.path("gaps")) {
            line.append(System.lineSeparator())
                    .append("lost: ")
                    .append(partition(gap))
                    .append(" from offset ")
                    .append(gap.path("first").asLong())
                    .append(" to ")
                    .append(gap.path("end").asLong())
                    .append(": ")
                    .append(gap.path("reason").asText())
                    .append("; ")
                    .append(gap.path("mend").asText());
        }
        if (answer.has("expired")) {
            line.append(System.lineSeparator())
                    .append("expired: what is before ")
                    .append(answer.path("expired").path("to").asText())
                    .append(" is no longer kept");
        }
        for (JsonNode window : answer.path("leftOut")) {
            line.append(System.lineSeparator())
                    .append("left out: ")
                    .append(window.path("reason").asText());
        }
        return line.toString();
    }

    private static String partition(JsonNode part) {
        return part.path("partition").isNumber()
                ? part.path("topic").asText() + "-" + part.path("partition").asText()
                : "all partitions";
    }

    private static String offsets(JsonNode of, String field) {
        String offsets = OffsetText.of(of.path(field));
        return offsets.isEmpty() ? "the start" : offsets;
    }
}
