package io.tidemark.serving.http.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.fault.Faults;
import io.tidemark.http.Requested;
import io.tidemark.http.exchange.Access;
import io.tidemark.http.exchange.Reply.Told;
import io.tidemark.http.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * Writes down who asked what: a line of JSON a request. What is in a header or a body is not written. The answer to what was
 * refused, or steers the node, goes when its line is kept; that to what was read goes at once, and its line is written with
 * others. Guarded by the workload {@code auth}.
 */
public final class AuditLog implements Requested, AutoCloseable {
    private static final int KEPT = 10;
    private static final int STRANGERS_KEPT = 2;

    private static final int LONGEST = 2_000;
    private static final double NANOS_IN_A_MILLI = 1e6;

    private final Clock clock;
    private final AuditFile known;
    /** Apart, since anybody may send as many: they would push out what those asked who are known, or keep the disk busy. */
    private final AuditFile strangers;

    /** In a directory: {@code audit.log}, and {@code strangers.log} of whom nobody knows. */
    public AuditLog(Path directory, Clock clock, Faults faults) {
        this.clock = clock;
        this.known = new AuditFile(RolledFile.lasting(directory, "audit", KEPT), clock, faults);
        this.strangers = new AuditFile(RolledFile.passing(directory, "strangers", STRANGERS_KEPT), clock, faults);
    }

    public void start() {
        known.start();
        strangers.start();
    }

    /** Writes all that waits; nothing is asked any more. */
    @Override
    public void close() {
        known.close();
        strangers.close();
    }

    @Override
    public void requested(Answered answered, int status, Duration took, Runnable send) {
        AuditFile file = answered.asker().isStranger() ? strangers : known;
        if (status >= HttpStatus.BAD_REQUEST_400 || isSteering(answered)) {
            file.write(line(answered, status, took), send);
        } else {
            send.run();
            file.write(line(answered, status, took));
        }
    }

    private static boolean isSteering(Answered answered) {
        return answered.route().access() == Access.OPERATE
                && !answered.route().method().equals("GET");
    }

    private byte[] line(Answered answered, int status, Duration took) {
        return Json.bytes(json -> {
            Request request = answered.request();
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
            json.writeRaw('\n');
        });
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
