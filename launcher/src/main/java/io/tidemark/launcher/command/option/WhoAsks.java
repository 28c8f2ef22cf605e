package io.tidemark.launcher.command.option;

import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who asks a node, by option or environment. */
final class WhoAsks {
    private static final String FILE = "file:";

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "An API token or a JWT; file:PATH: the one in a file. Default: TIDEMARK_TOKEN of the environment.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "A user, whose password is TIDEMARK_PASSWORD of the environment, which may be file:PATH, or is asked"
                            + " for. Default: TIDEMARK_USER.")
    private Optional<String> user = Optional.empty();

    /** The header {@code Authorization}; empty if nothing says who asks. What an option says counts. */
    Optional<String> authorization(Map<String, String> environment) {
        if (token.isPresent()) {
            return token.map(WhoAsks::bearer);
        }
        if (user.isEmpty() && given(environment, "TIDEMARK_TOKEN").isPresent()) {
            return given(environment, "TIDEMARK_TOKEN").map(WhoAsks::bearer);
        }
        return user.or(() -> given(environment, "TIDEMARK_USER"))
                .map(name -> basic(
                        name,
                        given(environment, "TIDEMARK_PASSWORD")
                                .map(WhoAsks::inFile)
                                .orElseGet(() -> PasswordPrompt.password("Password of " + name))));
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private static String bearer(String token) {
        return "Bearer " + inFile(token);
    }

    private static String basic(String name, String password) {
        byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    private static String inFile(String text) {
        if (!text.startsWith(FILE)) {
            return text;
        }
        Path file = Path.of(text.substring(FILE.length()));
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException(
                    "TM-CFG-031", "file " + file, "cannot be read: " + Reason.of(e), "name one that is there");
        }
    }
}
