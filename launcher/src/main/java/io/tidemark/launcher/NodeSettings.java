package io.tidemark.launcher;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.time.BatchInterval;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What one process is to do, and how.
 *
 * @param kafka settings of Kafka's clients
 * @param groups what the consumer groups begin with
 * @param storage the root of what the batch layer keeps
 * @param speed of the speed layer, if the process has that role
 * @param serving of the serving layer, if the process has that role
 */
public record NodeSettings(
        Set<Role> roles,
        Map<String, Object> kafka,
        String groups,
        URI storage,
        SpeedSettings speed,
        SpeedReach reach,
        ServingSettings serving) {

    /**
     * How speed nodes and serving nodes of different processes meet.
     *
     * @param replica which replica of the realtime view this process is part of
     * @param host where this process's speed node is asked
     * @param port empty: it is not asked from outside; 0: a free one
     * @param others the speed nodes in other processes
     */
    public record SpeedReach(String replica, String host, OptionalInt port, List<URI> others) {
        public SpeedReach {
            others = List.copyOf(others);
        }
    }

    public NodeSettings {
        roles = Set.copyOf(roles);
        kafka = Map.copyOf(kafka);
    }

    /** What a configuration says. */
    public static NodeSettings of(Config config) {
        return new NodeSettings(
                config.value(Keys.ROLES),
                Map.copyOf(config.kafka()),
                config.value(Keys.GROUP_PREFIX),
                config.value(Keys.STORAGE_ROOT),
                speed(config),
                reach(config),
                serving(config));
    }

    private static SpeedSettings speed(Config config) {
        return new SpeedSettings(
                config.value(Keys.NODE_NAME),
                data(config).resolve("speed"),
                BatchInterval.of(config.value(Keys.BATCH_INTERVAL)),
                config.value(Keys.SPEED_THREADS),
                config.value(Keys.SPEED_TICK),
                config.value(Keys.SPEED_MEMORY_ROWS),
                config.value(Keys.SPEED_CACHE),
                config.value(Keys.MANIFEST_POLL));
    }

    private static SpeedReach reach(Config config) {
        return new SpeedReach(
                config.value(Keys.SPEED_REPLICA),
                config.value(Keys.SPEED_HOST),
                config.value(Keys.SPEED_PORT).map(OptionalInt::of).orElse(OptionalInt.empty()),
                config.value(Keys.SPEED_ENDPOINTS));
    }

    private static ServingSettings serving(Config config) {
        return new ServingSettings(
                config.value(Keys.NODE_NAME),
                data(config).resolve("index"),
                config.value(Keys.SERVING_CACHE),
                config.value(Keys.MANIFEST_POLL),
                config.value(Keys.SERVING_LEASE),
                http(config));
    }

    private static HttpSettings http(Config config) {
        HttpSettings usual = HttpSettings.on(config.value(Keys.HTTP_HOST), config.value(Keys.HTTP_PORT));
        return new HttpSettings(
                usual.host(),
                usual.port(),
                usual.rows(),
                config.value(Keys.HTTP_WINDOWS),
                config.value(Keys.HTTP_GROUPS),
                config.value(Keys.HTTP_WORKERS),
                config.value(Keys.HTTP_WAITING),
                config.value(Keys.HTTP_TIMEOUT),
                usual.live());
    }

    private static Path data(Config config) {
        return config.value(Keys.DATA_DIRECTORY);
    }
}
