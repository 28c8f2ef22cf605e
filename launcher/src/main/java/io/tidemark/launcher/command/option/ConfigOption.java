package io.tidemark.launcher.command.option;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The configuration file of a command that needs one, and what counts in place of it. */
public final class ConfigOption {
    @Option(names = "--config", required = true, description = "The configuration file; `tidemark config` prints one.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Counts in place of what the file and the environment say. May be given several times.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    public Config read(Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(overrides);
        all.putAll(further);
        return ConfigFile.read(file, System.getenv(), all);
    }

    public static Config read(Path file) {
        return ConfigFile.read(file, System.getenv(), Map.of());
    }
}
