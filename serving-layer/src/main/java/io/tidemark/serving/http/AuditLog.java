package io.tidemark.serving.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.http.Requested;
import io.tidemark.http.exchange.Reply.Told;
import io.tidemark.http.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who asked what: a line of JSON a request, to the logger {@code io.tidemark.audit}, which has a file of its own
 * where the launcher runs. What is in a header or a body is not written.
 */
final class AuditLog implements Requested {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tidemark.audit");
    /** Apart, since anybody may send as many: they would push out what those asked who are known. */
    private static final Logger STRANGERS = LoggerFactory.getLogger("io.tidemark.audit.strangers");

    private static final int LONGEST = 2_000;
    private static final double NANOS_IN_A_MILLI = 1e6;

    private final Clock clock;

    AuditLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void requested(Answered answered, int status, Duration took) {
        Request request = answered.request();
        byte[] line = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            if (answered.asker().isStranger()) {
                json.writeNullField("principal");
            } else {
                json.writeStringField("principal", answered.asker().principal().name());
            }
            json.writeStringField("address", Request.getRemoteAddr(request));
            json.writeStringField("method", request.getMethod());
            json.writeStringField("route", answered.route().template());
            json.writeStringField("path", brief(Request.getPathInContext(request)));
            String query = request.getHttpURI().getQuery();
            if (query != null) {
                json.writeStringField("query", brief(query));
            }
            json.writeNumberField("status", status);
            if (answered.told().isPresent()) {
                told(json, answered.told().get());
            }
            json.writeNumberField("millis", took.toNanos() / NANOS_IN_A_MILLI);
            json.writeEndObject();
        });
        Logger log = answered.asker().isStranger() ? STRANGERS : AUDIT;
        log.info("{}", new String(line, StandardCharsets.UTF_8));
    }

    /** Of a question, asked in the path or posted: what was told. */
    private static void told(JsonGenerator json, Told told) throws IOException {
        json.writeStringField("aggregation", told.aggregation());
        json.writeNumberField("rows", told.rows());
        json.writeFieldName("asOf");
        json.writeRawValue(told.asOf().get());
    }

    private static String brief(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
