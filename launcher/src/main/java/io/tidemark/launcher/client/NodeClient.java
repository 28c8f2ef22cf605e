package io.tidemark.launcher.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.fault.Reason;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A client of a serving node's HTTP API. Safe for use by many threads. */
public final class NodeClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    /** What every server between takes. */
    private static final int LONGEST = 4_000;

    private static final String SIGN_IN =
            "\n  on the command line: --token or --user, or TIDEMARK_TOKEN or TIDEMARK_USER"
                    + " and TIDEMARK_PASSWORD in the environment";

    private final URI node;
    private final Optional<String> authorization;
    /** Numbers are had as they were written, whatever their length; what a node sends is not limited. */
    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final HttpClient http;

    /** One word of a question, not encoded; a name may come several times. The value null stands for null. */
    public record Parameter(String name, String value) {
        /** As a query string has it: a text of nothing but U+0000 has one more of them, since one stands for null. */
        private String encoded() {
            boolean isOfNulls = value != null && Parameters.isOfNulls(value);
            String text = value == null ? Parameters.NULL : isOfNulls ? Parameters.NULL + value : value;
            return encode(name) + "=" + encode(text);
        }
    }

    /** One that does not say who asks. */
    public NodeClient(URI node) {
        this(node, Optional.empty(), Optional.empty());
    }

    /**
     * @param node such as {@code http://127.0.0.1:8080}
     * @param authorization the header of that name, which says who asks
     * @param tls whom to trust, if not those whom Java does
     */
    public NodeClient(URI node, Optional<String> authorization, Optional<SSLContext> tls) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
        this.authorization = authorization;
        boolean isHttp = "http".equals(node.getScheme()) || "https".equals(node.getScheme());
        if (!isHttp || node.getHost() == null) {
            throw new ConfigException(
                    "TM-CLI-005", "node " + node, "is no address", "name one such as http://127.0.0.1:8080 with --url");
        }
        this.node = node;
    }

    /**
     * Asks for a resource, or a question: one that is too long for a URI is posted.
     *
     * @param parameters of the query string
     * @throws NodeException if the node does not answer, or with a status other than 2xx
     */
    public JsonNode ask(String path, List<Parameter> parameters) {
        String query = parameters.stream().map(Parameter::encoded).collect(Collectors.joining("&"));
        return query.length() > LONGEST
                ? tell(path, words(parameters))
                : send(request(path + (query.isEmpty() ? "" : "?" + query)).GET());
    }

    /**
     * Asks a question whose answer is wanted as a table, of any size, and writes it as it comes. Fails as {@link #ask} does,
     * and if the answer breaks off; some of it is written then.
     *
     * @param mediaType of the table
     * @return what is said of it
     */
    public HttpHeaders table(String path, List<Parameter> parameters, String mediaType, OutputStream to) {
        HttpRequest.Builder request = request(path)
                .setHeader("Accept", mediaType + ", application/problem+json")
                .header("Content-Type", "application/json")
                .POST(json(words(parameters)));
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw refused(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            body.transferTo(to);
        } catch (IOException e) {
            throw new NodeException(
                    0,
                    "TM-CLI-010 node " + node + ": its answer broke off: " + Reason.of(e)
                            + "; what came is not all of it: ask again, or for less, or see http.all.timeout",
                    e);
        }
        return response.headers();
    }

    private static Map<String, List<String>> words(List<Parameter> parameters) {
        Map<String, List<String>> words = new LinkedHashMap<>();
        parameters.forEach(
                p -> words.computeIfAbsent(p.name(), name -> new ArrayList<>()).add(p.value()));
        return words;
    }

    /** Asks the node to do something; {@code body} is written as JSON. Fails as {@link #ask} does. */
    public JsonNode tell(String path, Map<String, ?> body) {
        return send(request(path).header("Content-Type", "application/json").POST(json(body)));
    }

    private BodyPublisher json(Map<String, ?> body) {
        try {
            return BodyPublishers.ofString(json.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + body, e);
        }
    }

    /** A segment of a path, encoded. */
    public static String segment(String text) {
        return encode(text).replace("+", "%20");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path)).timeout(ANSWER).header("Accept", "application/json");
    }

    private JsonNode send(HttpRequest.Builder request) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw refused(response.statusCode(), response.body());
        }
        try {
            return response.body().isBlank() ? MissingNode.getInstance() : json.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw silent(e);
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, BodyHandler<T> body) {
        try {
            authorization.ifPresent(header -> request.setHeader("Authorization", header));
            return http.send(request.build(), body);
        } catch (SSLException e) {
            throw new NodeException(0, "TM-CLI-001 node " + node + ": " + TlsRefusal.of(e), e);
        } catch (IOException e) {
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException(0, "TM-CLI-002 node " + node + ": interrupted while it was asked; ask again", e);
        }
    }

    private NodeException silent(IOException e) {
        return new NodeException(
                0,
                "TM-CLI-001 node " + node + ": does not answer: " + Reason.of(e)
                        + "; start one with `tidemark run`, or name another with --url",
                e);
    }

    /** RFC 9457's problem in a line, or the answer as it is. */
    private NodeException refused(int status, String body) {
        return new NodeException(status, problem(status, body) + (status == 401 ? SIGN_IN : ""), null);
    }

    private String problem(int status, String body) {
        try {
            JsonNode problem = json.readTree(body);
            String text = problem.path("code").asText() + " "
                    + problem.path("detail").asText(problem.path("title").asText());
            return text.isBlank() ? status + " " + body : text.strip();
        } catch (JsonProcessingException e) {
            return "TM-CLI-003 node " + node + ": answered " + status + " and no JSON: " + body
                    + "; is it a Tidemark node?";
        }
    }
}
