package io.tidemark.launcher;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.time.BatchInterval;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one process is to do, and how.
 *
 * @param kafka settings of Kafka's clients
 * @param groups what the consumer groups begin with
 * @param replica which replica of the realtime view this process is part of
 * @param storage the root of what the batch layer keeps
 * @param speedEndpoints speed nodes in other processes
 */
public record NodeSettings(
        Set<Role> roles,
        Map<String, Object> kafka,
        String groups,
        String replica,
        URI storage,
        SpeedSettings speed,
        List<URI> speedEndpoints) {

    public NodeSettings {
        roles = Set.copyOf(roles);
        kafka = Map.copyOf(kafka);
        speedEndpoints = List.copyOf(speedEndpoints);
    }

    /** What a configuration says. */
    public static NodeSettings of(Config config) {
        return new NodeSettings(
                config.value(Keys.ROLES),
                Map.copyOf(config.kafka()),
                config.value(Keys.GROUP_PREFIX),
                config.value(Keys.SPEED_REPLICA),
                config.value(Keys.STORAGE_ROOT),
                speed(config),
                config.value(Keys.SPEED_ENDPOINTS));
    }

    private static SpeedSettings speed(Config config) {
        Path data = config.value(Keys.DATA_DIRECTORY);
        return new SpeedSettings(
                config.value(Keys.NODE_NAME),
                data.resolve("speed"),
                BatchInterval.of(config.value(Keys.BATCH_INTERVAL)),
                config.value(Keys.SPEED_THREADS),
                config.value(Keys.SPEED_TICK),
                config.value(Keys.SPEED_MEMORY_ROWS),
                config.value(Keys.SPEED_CACHE),
                config.value(Keys.MANIFEST_POLL));
    }
}
