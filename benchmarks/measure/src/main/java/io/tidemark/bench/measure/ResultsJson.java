package io.tidemark.bench.measure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** All figures as one JSON list, for programs. */
final class ResultsJson {
    private ResultsJson() {}

    static String write(List<Series> series) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartArray();
            for (Series one : series) {
                json.writeRaw("\n");
                write(one, json);
            }
            json.writeRaw("\n");
            json.writeEndArray();
        }
        return text + "\n";
    }

    private static void write(Series series, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("workload", series.key().workload());
        json.writeStringField("system", series.key().system());
        json.writeStringField("variant", series.key().variant());
        json.writeStringField("metric", series.key().metric());
        json.writeStringField("unit", series.unit());
        json.writeNumberField("median", series.median());
        json.writeNumberField("min", series.min());
        json.writeNumberField("max", series.max());
        json.writeNumberField("runs", series.runs());
        json.writeEndObject();
    }
}
