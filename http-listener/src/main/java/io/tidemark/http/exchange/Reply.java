package io.tidemark.http.exchange;

import io.tidemark.http.json.Json;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.Problem;
import io.tidemark.memory.ByteBudget.Holding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer, ready to send.
 *
 * @param body the whole of it, if it has an end
 * @param headers beside the content's type and length
 * @param writing what writes an answer that is not here as a whole
 * @param lasting with how many of its bytes the body tells what does not pass by itself, of which its tag is made; 0: it has
 *     no tag
 * @param told what it answers, for who writes down what was answered; empty: nothing that anybody asked for
 */
public record Reply(
        int status,
        String contentType,
        byte[] body,
        Map<String, String> headers,
        Optional<Writing> writing,
        int lasting,
        Optional<Told> told) {
    public static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    static final String PROBLEM = "application/problem+json";
    private static final Map<String, String> SOON = Map.of("Retry-After", "1");
    private static final Set<HttpFault> SOON_OVER =
            Set.of(HttpFault.BUSY, HttpFault.NO_MEMORY, HttpFault.OLDER, HttpFault.RANGE_AWAY);
    private static final byte[] NOTHING = {};

    /**
     * What an answer tells.
     *
     * @param rows how many it has
     * @param asOf the offsets below which all records are in it, as JSON
     */
    public record Told(String aggregation, int rows, Supplier<String> asOf) {}

    /** What writes an answer that is not here as a whole. */
    public sealed interface Writing {}

    /** Writes until it or its reader has had enough. */
    @FunctionalInterface
    public non-sealed interface Endless extends Writing {
        /** Begins; the headers are set, and the callback is completed when it has ended. */
        void begin(Response response, Callback callback);
    }

    /** Writes an answer of any size as it is made, on the worker that makes it. */
    @FunctionalInterface
    public non-sealed interface InPieces extends Writing {
        /**
         * Writes all of it, and returns what was told. What it throws is the answer, if none of it was sent; else the answer
         * breaks off, as its reader sees.
         */
        Optional<Told> write(Outlet outlet) throws IOException;
    }

    /** One that has an end. */
    public Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
        this(status, contentType, body, headers, Optional.empty(), 0, Optional.empty());
    }

    /** One whose status, type and headers are said by what writes it. */
    public static Reply inPieces(InPieces pieces) {
        return new Reply(200, "", NOTHING, Map.of(), Optional.of(pieces), 0, Optional.empty());
    }

    public static Reply json(Json.Document document) {
        return new Reply(200, JSON, Json.bytes(document), Map.of());
    }

    public static Reply text(int status, String contentType, String text) {
        return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Reply problem(Problem problem) {
        return new Reply(
                problem.kind().status(),
                PROBLEM,
                Json.bytes(problem::write),
                SOON_OVER.contains(problem.kind()) ? SOON : Map.of());
    }

    /** One without a body. */
    public static Reply nothing(Map<String, String> headers) {
        return new Reply(204, "", NOTHING, headers);
    }

    /** Server-sent events, for as long as somebody follows them. */
    public static Reply endless(Endless stream) {
        return new Reply(200, EVENTS, NOTHING, Map.of(), Optional.of(stream), 0, Optional.empty());
    }

    /**
     * An answer that can be asked for again, to hear whether it has changed.
     *
     * @param rest what changes by the clock alone, such as when it was answered
     * @param holding takes notice of the body
     */
    public static Reply answer(Json.Document lasting, Json.Document rest, Holding holding) {
        Json.Text text = Json.text(lasting, rest, holding);
        return new Reply(200, JSON, text.bytes(), Map.of(), Optional.empty(), text.lasting(), Optional.empty());
    }

    /** An answer in another form, all of whose bytes are the same while nothing changes. */
    public static Reply answer(String contentType, byte[] body, Map<String, String> headers) {
        return new Reply(200, contentType, body, headers, Optional.empty(), body.length, Optional.empty());
    }

    public boolean isEndless() {
        return writing.isPresent() && writing.get() instanceof Endless;
    }

    public Reply with(int newStatus, Map<String, String> newHeaders) {
        return new Reply(newStatus, contentType, body, newHeaders, writing, lasting, told);
    }

    /** The same with what it tells. */
    public Reply telling(Told what) {
        return new Reply(status, contentType, body, headers, writing, lasting, Optional.of(what));
    }
}
