package io.tidemark.serving.http;

import io.tidemark.http.Files;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.site.SafeHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the console, from the class path's {@code /console}. Each is read once. */
final class ConsoleFiles implements Files {
    private static final Pattern PLAIN = Pattern.compile("/([a-zA-Z0-9_-]+/)*[a-zA-Z0-9_.-]+");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain;charset=utf-8");
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control",
            "no-cache",
            SafeHeaders.POLICY,
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'");

    private final Map<String, Optional<Reply>> files = new ConcurrentHashMap<>();

    /** The file at a path; {@code /} is {@code /index.html}. */
    @Override
    public Optional<Reply> find(String path) {
        String file = path.equals("/") ? "/index.html" : path;
        Optional<String> type = type(file);
        if (type.isEmpty() || file.contains("..") || !PLAIN.matcher(file).matches()) {
            return Optional.empty();
        }
        Optional<Reply> known = files.get(file);
        if (known == null) {
            known = read(file, type.get());
            // What is not there is not remembered: the names that can be asked for have no end.
            if (known.isPresent()) {
                files.put(file, known);
            }
        }
        return known;
    }

    private static Optional<String> type(String file) {
        return Optional.ofNullable(TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
    }

    private static Optional<Reply> read(String file, String type) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream("/console" + file)) {
            return in == null ? Optional.empty() : Optional.of(new Reply(200, type, in.readAllBytes(), HEADERS));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
