package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A checked configuration: typed values, a default for every key that has one. Immutable.
 *
 * <pre>{@code
 * Config config = ConfigFile.read(Path.of("tidemark.properties"), Map.of());
 * int port = config.value(Keys.HTTP_PORT);
 * }</pre>
 */
public final class Config {
    private final String source;
    private final Map<Key<?>, Object> values;
    private final Map<String, String> kafka;
    private final SortedSet<String> recomputes;

    private Config(String source, Map<Key<?>, Object> values, Map<String, String> written) {
        this.source = source;
        this.values = values;
        this.kafka = kafkaSettings(written);
        this.recomputes = Keys.recomputes(written.keySet());
    }

    /**
     * Checks and types what was written.
     *
     * @param source names where it comes from, for messages
     * @param base the directory that relative paths start from
     * @throws ConfigException with all faults
     */
    public static Config of(Map<String, String> written, String source, Path base) {
        return of(written, source, base, List.of());
    }

    /** @param known what is wrong with how it was written; told with the rest */
    static Config of(Map<String, String> written, String source, Path base, List<Fault> known) {
        List<Fault> faults = new ArrayList<>(known);
        faults.addAll(UnknownKeys.of(written.keySet(), source));
        Map<Key<?>, Object> values = new HashMap<>();
        for (Key<?> key : Keys.all(written.keySet())) {
            Optional<String> text = Optional.ofNullable(written.get(key.name())).or(key::standard);
            text.ifPresent(t -> parse(key, t.strip(), source, base, faults).ifPresent(v -> values.put(key, v)));
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new Config(source, Map.copyOf(values), written);
    }

    /**
     * A key's value.
     *
     * @throws ConfigException if the key has no default and was not given
     */
    @SuppressWarnings("unchecked")
    public <T> T value(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new ConfigException(
                    "TM-CFG-003",
                    source + ", key " + key.name(),
                    "is not given",
                    "write " + key.name() + "=… (" + key.type().says() + ")");
        }
        return (T) value;
    }

    /** Settings for Kafka's clients, without the prefix; the bootstrap servers are among them. */
    public Map<String, String> kafka() {
        Map<String, String> settings = new LinkedHashMap<>(kafka);
        settings.put(Keys.KAFKA_BOOTSTRAP.name().substring(Keys.KAFKA.length()), value(Keys.KAFKA_BOOTSTRAP));
        return settings;
    }

    /** The names of the recompute schedules that have one; {@link Key#named} gives the keys of each. */
    public SortedSet<String> recomputes() {
        return recomputes;
    }

    public boolean has(Role role) {
        return value(Keys.ROLES).contains(role);
    }

    /** Where it comes from, for messages. */
    public String source() {
        return source;
    }

    private static Map<String, String> kafkaSettings(Map<String, String> written) {
        Map<String, String> settings = new LinkedHashMap<>();
        written.forEach((name, text) -> {
            if (name.startsWith(Keys.KAFKA) && Keys.named(name).isEmpty()) {
                settings.put(name.substring(Keys.KAFKA.length()), text);
            }
        });
        return Map.copyOf(settings);
    }

    private static <T> Optional<T> parse(Key<T> key, String text, String source, Path base, List<Fault> faults) {
        try {
            return Optional.of(key.type().parser().parse(text, base));
        } catch (IllegalArgumentException e) {
            faults.add(new Fault(
                    "TM-CFG-002",
                    source + ", key " + key.name(),
                    "\"" + text + "\" " + e.getMessage(),
                    "write " + key.type().says()));
            return Optional.empty();
        }
    }
}
