package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.ValueType.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Map<String, Object> kafka;
    private final Map<String, String> engine;
    private final Map<String, String> follower;
    private final SortedSet<String> recomputes;
    private final List<Path> secretFiles;

    private Config(
            String source,
            Map<Key<?>, Object> values,
            Map<String, Object> kafka,
            Map<String, String> engine,
            Map<String, String> follower,
            SortedSet<String> recomputes,
            List<Path> secretFiles) {
        this.source = source;
        this.values = values;
        this.kafka = kafka;
        this.engine = Map.copyOf(engine);
        this.follower = Map.copyOf(follower);
        this.recomputes = recomputes;
        this.secretFiles = List.copyOf(secretFiles);
    }

    /**
     * Checks and types what was written.
     *
     * @param source names where it comes from, for messages
     * @param base the directory that relative paths start from
     * @throws ConfigException with all faults
     */
    public static Config of(Map<String, String> written, String source, Path base) {
        Map<String, Written> placed = new LinkedHashMap<>();
        written.forEach((key, text) -> placed.put(key, new Written(text, source + ", key " + key)));
        return of(placed, source, base, List.of());
    }

    /** @param known what is wrong with how it was written; told with the rest */
    static Config of(Map<String, Written> written, String source, Path base, List<Fault> known) {
        List<Fault> faults = new ArrayList<>(known);
        faults.addAll(UnknownKeys.of(written.keySet(), source));
        Map<Key<?>, Object> values = new HashMap<>();
        for (Key<?> key : Keys.all(written.keySet())) {
            Optional<Written> text = Optional.ofNullable(written.get(key.name()))
                    .or(() -> key.standard().map(standard -> new Written(standard, source + ", key " + key.name())));
            text.ifPresent(t -> parse(key, t, base, faults).ifPresent(v -> values.put(key, v)));
        }
        Map<String, Object> kafka = KafkaSettings.of(written, base, faults);
        Map<String, String> engine = after(Keys.ENGINE, written, base, faults);
        Map<String, String> follower = after(Keys.FOLLOWER, written, base, faults);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return new Config(
                source,
                Map.copyOf(values),
                kafka,
                engine,
                follower,
                Keys.recomputes(written.keySet()),
                secretFiles(written, source, base));
    }

    /** Which says itself where something is. */
    private static boolean isPlace(String name) {
        return name.endsWith("uri") || name.endsWith("warehouse");
    }

    /** Whether a setting of a follower's catalog opens it to whoever reads it. */
    private static boolean isSecretOfFollower(String name) {
        return name.startsWith(Keys.FOLLOWER) && name.matches(".*(password|secret|token|credential)[^.]*");
    }

    /** Settings of somebody's own, in whose names they stand behind a prefix. */
    private static Map<String, String> after(
            String prefix, Map<String, Written> written, Path base, List<Fault> faults) {
        Map<String, String> settings = new LinkedHashMap<>();
        written.forEach((name, text) -> {
            if (name.startsWith(prefix)) {
                try {
                    settings.put(
                            name.substring(prefix.length()),
                            (isPlace(name) ? text : text.resolved(base)).text().strip());
                } catch (ConfigException noFile) {
                    faults.addAll(noFile.faults());
                }
            }
        });
        return settings;
    }

    /** The files that secrets stand in: those that keys name, and this one if one stands in it. */
    private static List<Path> secretFiles(Map<String, Written> written, String source, Path base) {
        Set<Path> files = new LinkedHashSet<>();
        written.forEach((name, text) -> {
            boolean isSecret = Keys.named(name)
                    .map(key -> key.type().kind() == Kind.SECRET)
                    .orElseGet(() -> KafkaSettings.isSecret(name) || isSecretOfFollower(name));
            if (isSecret) {
                files.add(text.file(base).orElseGet(() -> base.resolve(source)));
            }
        });
        return files.stream().filter(Files::isRegularFile).toList();
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
    public Map<String, Object> kafka() {
        Map<String, Object> settings = new LinkedHashMap<>(kafka);
        settings.put(Keys.KAFKA_BOOTSTRAP.name().substring(Keys.KAFKA.length()), value(Keys.KAFKA_BOOTSTRAP));
        return settings;
    }

    /** Settings of the batch engine, without the prefix. */
    public Map<String, String> engine() {
        return engine;
    }

    /** Settings of who follows, without the prefix. */
    public Map<String, String> follower() {
        return follower;
    }

    /** The names of the recompute schedules that have one; {@link Key#named} gives the keys of each. */
    public SortedSet<String> recomputes() {
        return recomputes;
    }

    /** The files, of those that were read, that secrets stand in. */
    public List<Path> secretFiles() {
        return secretFiles;
    }

    public boolean has(Role role) {
        return value(Keys.ROLES).contains(role);
    }

    /** Where it comes from, for messages. */
    public String source() {
        return source;
    }

    private static <T> Optional<T> parse(Key<T> key, Written written, Path base, List<Fault> faults) {
        ValueType<T> type = key.type();
        String shown = type.kind() == Kind.SECRET ? "what is given " : "\"" + written.text() + "\" ";
        try {
            Written resolved = type.kind() == Kind.PLACE ? written : written.resolved(base);
            return Optional.of(type.parser().parse(resolved.text().strip(), base));
        } catch (ConfigException noFile) {
            faults.addAll(noFile.faults());
        } catch (IllegalArgumentException e) {
            faults.add(new Fault("TM-CFG-002", written.place(), shown + e.getMessage(), "write " + type.says()));
        }
        return Optional.empty();
    }
}
