package io.tidemark.serving.http.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.fault.Reason;
import io.tidemark.http.access.Right;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.serving.http.query.QuestionReader;
import io.tidemark.serving.http.query.TimeText;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Runs: asked for, followed, paused and resumed. */
public final class RunEndpoints {
    private final BatchControl control;
    private final QuestionReader reader;
    private final Clock clock;

    /** A call to the batch layer. */
    @FunctionalInterface
    private interface Call<T> {
        T call() throws IOException;
    }

    public RunEndpoints(BatchControl control, QuestionReader reader, Clock clock) {
        this.control = control;
        this.reader = reader;
        this.clock = clock;
    }

    public Reply list(ApiRequest request) {
        request.query().allowOnly(List.of("limit"));
        int limit = request.query().number("limit", 50, 1, 1_000);
        List<RunReport> runs = ask(() -> control.runs(limit));
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("runs");
            for (RunReport run : runs) {
                run(json, run);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    public Reply one(ApiRequest request) {
        request.query().allowOnly(List.of());
        String id = request.path().get("id");
        Optional<RunReport> run = ask(() -> control.run(id));
        return Reply.json(json -> run(
                json,
                run.orElseThrow(() -> HttpFault.UNKNOWN_RUN.at(
                        "run \"" + id + "\"", "is not in the history", "see the runs at /v1/runs"))));
    }

    public Reply request(ApiRequest request) {
        request.query().allowOnly(List.of());
        RunRequest wanted = wanted(request);
        if (replaces(wanted) && !request.asker().mayWithAll(Right.ADMIN)) {
            throw HttpFault.FORBIDDEN.at(
                    "run",
                    "a recompute, or acceptGaps, replaces what was answered, and needs the right admin",
                    "have it asked for by somebody who has that right");
        }
        String id = ask(() -> control.request(wanted));
        return Reply.json(json -> {
                    json.writeStartObject();
                    json.writeStringField("id", id);
                    json.writeEndObject();
                })
                .with(202, Map.of("Location", "/v1/runs/" + id));
    }

    public Reply pause(ApiRequest request) {
        return steer(request, control::pause);
    }

    public Reply resume(ApiRequest request) {
        return steer(request, control::resume);
    }

    /** An order to the scheduler. */
    @FunctionalInterface
    private interface Order {
        void give() throws IOException;
    }

    private Reply steer(ApiRequest request, Order order) {
        request.query().allowOnly(List.of());
        boolean isPaused = ask(() -> {
            order.give();
            return control.status().paused();
        });
        return Reply.json(json -> {
            json.writeStartObject();
            json.writeBooleanField("paused", isPaused);
            json.writeEndObject();
        });
    }

    private static <T> T ask(Call<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw HttpFault.BATCH_UNAVAILABLE.at("batch layer", Reason.of(e), "see that its storage can be reached");
        }
    }

    private static boolean replaces(RunRequest wanted) {
        return wanted instanceof RunRequest.Recompute
                || (wanted instanceof RunRequest.Incremental incremental && incremental.acceptGaps());
    }

    private RunRequest wanted(ApiRequest request) {
        RunBody asked = RunBody.read(request.body());
        List<String> names = asked.texts("aggregations");
        names.forEach(name -> reader.aggregation(name, request.asker()));
        TreeSet<String> aggregations = new TreeSet<>(names);
        String kind = asked.text("kind")
                .orElseThrow(
                        () -> HttpFault.BAD_BODY.at("field \"kind\"", "is not given", "use incremental or recompute"));
        boolean acceptGaps = asked.isTrue("acceptGaps");
        return switch (kind) {
            case "incremental" -> {
                refuse("from", asked, kind);
                refuse("to", asked, kind);
                refuse("zone", asked, kind);
                yield new RunRequest.Incremental(
                        aggregations, cut(asked.text("cut").orElse("epoch")), acceptGaps);
            }
            case "recompute" -> {
                refuse("cut", asked, kind);
                if (acceptGaps) {
                    throw HttpFault.BAD_BODY.at("field \"acceptGaps\"", "does not go with recompute", "leave it out");
                }
                yield new RunRequest.Recompute(aggregations, range(asked.text("from"), asked.text("to"), zone(asked)));
            }
            default ->
                throw HttpFault.BAD_BODY.at(
                        "field \"kind\"", "\"" + kind + "\" is not known", "use incremental or recompute");
        };
    }

    private static void refuse(String field, RunBody asked, String kind) {
        asked.text(field).ifPresent(value -> {
            throw HttpFault.BAD_BODY.at(
                    "field \"" + field + "\"", "\"" + value + "\" does not go with " + kind, "leave it out");
        });
    }

    private static Cut cut(String word) {
        if (word.equals("epoch")) {
            return Cut.EPOCH;
        }
        if (word.equals("archive-end")) {
            return Cut.ARCHIVE_END;
        }
        throw HttpFault.BAD_BODY.at("field \"cut\"", "\"" + word + "\" is not known", "use epoch or archive-end");
    }

    /** The zone in which dates are days. */
    private static ZoneId zone(RunBody asked) {
        try {
            return asked.text("zone").map(Window::zone).orElse(ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw HttpFault.BAD_BODY.at("field \"zone\"", e.getMessage(), "or leave it out");
        }
    }

    private TimeRange range(Optional<String> from, Optional<String> to, ZoneId zone) {
        Clock clockOfDates = clock.withZone(zone);
        long first = from.map(text -> TimeText.millis("field \"from\"", text, clockOfDates))
                .orElse(Long.MIN_VALUE);
        long end = to.map(text -> TimeText.millis("field \"to\"", text, clockOfDates))
                .orElse(Long.MAX_VALUE);
        if (first > end) {
            throw HttpFault.FROM_AFTER_TO.at(
                    "fields \"from\" and \"to\"", from.orElse("") + " is after " + to.orElse(""), "exchange them");
        }
        if (first == end) {
            throw HttpFault.BAD_BODY.at(
                    "fields \"from\" and \"to\"",
                    "from " + from.orElse("the start") + " to " + to.orElse("the end") + " is no time at all",
                    "let to, which is not in the range, be later");
        }
        return new TimeRange(first, end);
    }

    static void run(JsonGenerator json, RunReport run) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", run.id());
        json.writeStringField("kind", lower(run.kind()));
        json.writeStringField("trigger", run.trigger());
        Json.strings(json, "aggregations", run.aggregations());
        json.writeStringField("state", lower(run.state()));
        json.writeStringField("requested", run.requested().toString());
        instant(json, "started", run.started());
        instant(json, "ended", run.ended());
        json.writeNumberField("progress", run.progress());
        json.writeNumberField("recordsRead", run.recordsRead());
        json.writeNumberField("manifest", run.manifest());
        json.writeNumberField("attempt", run.attempt());
        json.writeStringField("message", run.message());
        json.writeEndObject();
    }

    static void instant(JsonGenerator json, String field, Optional<Instant> instant) throws IOException {
        if (instant.isPresent()) {
            json.writeStringField(field, instant.get().toString());
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
