package io.tidemark.serving.http;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** A request as nobody in particular would send it: near what there is, and seldom right. */
final class AnyRequest {
    private static final List<String> NAMES =
            List.of("sales-by-shop", "sales-by-till", "all-sales", "sales-by-shp", "%", "..");
    private static final List<String> WORDS = List.of(
            "from",
            "to",
            "window",
            "hop",
            "zone",
            "metrics",
            "order",
            "limit",
            "cursor",
            "require",
            "explain",
            "manifest",
            "by",
            "n",
            "prefix",
            "shop",
            "till",
            "aggregation",
            "format",
            "minAsOf",
            "kind",
            "aggregations",
            "cut",
            "acceptGaps",
            "x",
            "");
    private static final List<String> VALUES = List.of(
            "2001-01-01",
            "2001-01-02T00:00:00Z",
            "now",
            "-PT6H",
            "P1D",
            "-9223372036854775808",
            "9223372036854775807",
            "-1",
            "0",
            "1",
            "10",
            "1e400",
            "999999999999999999999999",
            "tile",
            "range",
            "all",
            "day",
            "week",
            "month",
            "PT10M",
            "PT1H",
            "PT7M",
            "P365000D",
            "Pacific/Apia",
            "UTC",
            "+18:00",
            "Europe/Atlantis",
            "sales",
            "large",
            "sales,large",
            "earliest",
            "latest",
            "greatest",
            "smallest",
            "complete",
            "any",
            "true",
            "false",
            "csv",
            "json",
            "shop-1",
            "shop-2",
            "\0",
            "\0\0",
            "",
            " ",
            "é",
            "\uD83D\uDE00",
            "a\nb",
            "sales-by-shop",
            "sales-by-till",
            "incremental",
            "recompute",
            "epoch",
            "archive-end",
            "null",
            "{}",
            "[]",
            "\"");
    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "GET", "POST", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "get",
            "Q");
    private static final List<String> HEADERS = List.of(
            "Origin: http://evil.example",
            "Origin: null",
            "Accept: text/csv",
            "Accept: */*;q=0, x",
            "Accept-Encoding: gzip",
            "Accept-Encoding: gzip;q=0, *;q=7",
            "If-None-Match: *",
            "If-None-Match: \"a\", W/\"b",
            "Connection: close",
            "Connection: keep-alive, x",
            "Range: bytes=0-1",
            "Authorization: Basic =",
            "Authorization: Bearer",
            "Cookie: a=\u0001",
            "Expect: 100-continue",
            "Upgrade: h2c",
            "Content-Encoding: gzip",
            "TE: trailers",
            "X-Forwarded-Host: evil",
            "Access-Control-Request-Method: POST",
            "Content-Length: 3",
            "Transfer-Encoding: chunked",
            "Host: evil.example");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/json;charset=utf-16",
            "APPLICATION/JSON ",
            "text/plain",
            "multipart/form-data",
            "");

    private final SplittableRandom random;
    private final List<String> templates;
    private final String host;
    private final String authorization;

    /** @param authorization a header, or nothing */
    AnyRequest(SplittableRandom random, List<String> templates, String host, String authorization) {
        this.random = random;
        this.templates = templates;
        this.host = host;
        this.authorization = authorization;
    }

    byte[] bytes() {
        String method = any(METHODS);
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(target())
                .append(oneIn(30) ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\n").append(authorization);
        for (int i = random.nextInt(3); i > 0; i--) {
            if (oneIn(2)) {
                head.append(any(HEADERS)).append("\r\n");
            }
        }
        byte[] body = method.equals("POST") || oneIn(10) ? body() : new byte[0];
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Type: ").append(any(TYPES)).append("\r\n");
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return oneIn(8) ? mutated(out.toByteArray()) : out.toByteArray();
    }

    private String target() {
        String path =
                any(templates).replace("{name}", any(NAMES)).replace("{id}", oneIn(2) ? "run-1" : escaped(any(VALUES)));
        if (oneIn(15)) {
            path = path + any(List.of("/", "//", ";a=b", "/..", "%00", "%2e%2e/", "?", "#x", "\u00e9"));
        }
        StringBuilder target = new StringBuilder(path);
        for (int i = random.nextInt(5); i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&').append(any(WORDS));
            target.append(oneIn(20) ? "" : "=")
                    .append(oneIn(20) ? any(List.of("%", "%zz", "%ff", "%c3%28")) : escaped(any(VALUES)));
        }
        return target.toString();
    }

    private byte[] body() {
        if (oneIn(6)) {
            byte[] junk = new byte[random.nextInt(200)];
            random.nextBytes(junk);
            return junk;
        }
        StringBuilder json = new StringBuilder("{");
        for (int i = random.nextInt(6); i > 0; i--) {
            json.append(json.length() > 1 ? "," : "")
                    .append('"')
                    .append(any(WORDS))
                    .append("\":")
                    .append(value(3));
        }
        return json.append(oneIn(12) ? "" : "}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> "null";
            case 1 -> any(List.of("true", "false"));
            case 2 -> any(List.of("0", "-1", "1e400", "9223372036854775808", "1.5", "NaN"));
            case 5 -> "[" + value(depth - 1) + (oneIn(2) ? "," + value(depth - 1) : "") + "]";
            case 6 -> "{\"" + any(WORDS) + "\":" + value(depth - 1) + "}";
            default ->
                '"'
                        + any(VALUES)
                                .replace("\\", "\\\\")
                                .replace("\"", "\\\"")
                                .replace("\n", "\\n")
                                .replace("\0", "\\u0000")
                        + '"';
        };
    }

    /** Some bytes are others, or the end is missing. */
    private byte[] mutated(byte[] bytes) {
        byte[] other = bytes.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            other[random.nextInt(other.length)] = (byte) random.nextInt(256);
        }
        return oneIn(2) ? other : java.util.Arrays.copyOf(other, random.nextInt(other.length + 1));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
