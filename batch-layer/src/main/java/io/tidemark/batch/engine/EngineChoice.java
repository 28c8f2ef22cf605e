package io.tidemark.batch.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which engine does the work of runs.
 *
 * @param name {@code local}, or what an {@link EngineProvider} is called
 * @param modelJars the jars that hold the model and what it needs, which an engine takes to its other processes; none: they
 *     are on this process's class path
 * @param options settings in the engine's own names, such as {@code mapreduce.map.memory.mb}
 */
public record EngineChoice(String name, List<Path> modelJars, Map<String, String> options) {
    public static final EngineChoice LOCAL = new EngineChoice("local", List.of(), Map.of());

    public EngineChoice {
        modelJars = List.copyOf(modelJars);
        options = Map.copyOf(options);
    }

    public boolean isLocal() {
        return name.equals(LOCAL.name);
    }
}
