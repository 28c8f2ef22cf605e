package io.tidemark.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.access.AccessSettings.Way;
import io.tidemark.http.identity.Tokens;
import io.tidemark.serving.testing.HttpBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file of tokens and one of rules, and requests of those who have the tokens: a guest's token is its name. */
final class Guests {
    private final Path tokens;
    private final Path rules;

    Guests(Path directory) {
        tokens = directory.resolve("tokens");
        rules = directory.resolve("access.json");
        write(tokens, "");
        rules("");
    }

    /** Lets somebody in, with roles. */
    Guests know(String name, String roles) {
        write(tokens, read(tokens) + name + ":" + Tokens.digest(name) + ":" + roles + "\n");
        return this;
    }

    Guests forgetAll() {
        write(tokens, "");
        return this;
    }

    /** Writes rules, with commas between. */
    Guests rules(String text) {
        write(rules, "{\"rules\": [" + text + "]}");
        return this;
    }

    AccessSettings settings() {
        return new AccessSettings(List.of(new Way.ByToken(tokens)), Optional.of(rules));
    }

    /** Where a role is a right. */
    AccessSettings settingsWithoutRules() {
        return new AccessSettings(List.of(new Way.ByToken(tokens)), Optional.empty());
    }

    static HttpRequest.Builder as(HttpBench bench, String name, String path) {
        return HttpRequest.newBuilder(bench.uri(path)).header("Authorization", "Bearer " + name);
    }

    static HttpResponse<String> get(HttpBench bench, String name, String path) {
        return bench.send(as(bench, name, path));
    }

    static JsonNode json(HttpBench bench, String name, String path) {
        return HttpBench.json(get(bench, name, path));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
