package io.tidemark.launcher.config;

import java.util.stream.Collectors;

/** All keys, written out for people. */
public final class ConfigReference {
    private ConfigReference() {}

    /** What {@code docs/configuration.md} says. */
    public static String markdown() {
        String keys = Keys.all().stream().map(ConfigReference::section).collect(Collectors.joining("\n"));
        return """
                # Configuration

                One flat file in Java's properties format, in UTF-8: `./tidemark run --config tidemark.properties`. This
                page is printed by `./tidemark config --markdown`, and a test keeps the two the same.

                An unknown key is an error that names the nearest known one (TM-CFG-001), and so is a key that is given
                twice (TM-CFG-005). All faults of a file are listed at once, and the exit code is 2. `--set KEY=VALUE`
                on the command line counts in place of what the file says, and so does the environment, after `--set`:
                `TIDEMARK_HTTP_PORT` is `http.port`, and so on for every key.

                A value may be in a file of its own: `nodes.secret=file:/run/secrets/nodes`, also of Kafka's settings, as
                in `kafka.sasl.jaas.config=file:/run/secrets/kafka`; but for keys that are a path or a URI themselves.
                Secrets are shown nowhere.

                """
                + keys;
    }

    /** A file that could be used as it stands, with all defaults as comments. */
    public static String properties() {
        return Keys.all().stream().map(ConfigReference::entry).collect(Collectors.joining("\n"));
    }

    private static String section(Key<?> key) {
        return "## `" + key.name() + "`\n\n" + key.meaning() + "\n\n- value: "
                + key.type().says() + "\n- " + standard(key) + "\n";
    }

    private static String standard(Key<?> key) {
        return key.standard()
                .map(text -> text.isEmpty() ? "default: none" : "default: `" + text + "`")
                .orElse("must be given");
    }

    private static String entry(Key<?> key) {
        String line = key.standard().map(text -> "#" + key.name() + "=" + text).orElse(key.name() + "=");
        return "# " + key.meaning() + "\n# Value: " + key.type().says() + ".\n" + line + "\n";
    }
}
