package io.tidemark.serving.http.exchange;

import io.tidemark.http.json.Json;
import io.tidemark.http.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole answer, ready to send.
 *
 * @param headers beside the content's type and length
 */
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
    public static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    public static Reply json(Json.Document document) {
        return new Reply(200, JSON, Json.bytes(document), Map.of());
    }

    public static Reply text(int status, String contentType, String text) {
        return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply problem(Problem problem) {
        return new Reply(problem.kind().status(), PROBLEM, Json.bytes(problem::write), Map.of());
    }

    public Reply with(int newStatus, Map<String, String> newHeaders) {
        return new Reply(newStatus, contentType, body, newHeaders);
    }
}
