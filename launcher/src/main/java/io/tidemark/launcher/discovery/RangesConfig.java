package io.tidemark.launcher.discovery;

import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.ServingKeys;
import io.tidemark.serving.ranges.RangeSettings;
import java.util.Optional;
import java.util.function.BiFunction;

/** How views are divided among serving nodes, as a configuration says it. */
public final class RangesConfig {
    private final Config config;

    private RangesConfig(Config config) {
        this.config = config;
    }

    /**
     * Empty if each node has everything. What is shown to the others is not said here.
     *
     * @param listener on a host and a port
     * @throws ConfigException if some of it is not said
     * @throws io.tidemark.serving.ranges.RangesException if it cannot be so
     */
    public static Optional<RangeSettings> of(Config config, BiFunction<String, Integer, ListenerSettings> listener) {
        return new RangesConfig(config).settings(listener);
    }

    private Optional<RangeSettings> settings(BiFunction<String, Integer, ListenerSettings> listener) {
        boolean isDivided = config.value(ServingKeys.RANGES).isPresent();
        if (!isDivided
                && config.value(ServingKeys.PEERS_OF_RANGES).isEmpty()
                && config.value(ServingKeys.RANGE).isEmpty()
                && config.value(ServingKeys.PORT).isEmpty()) {
            return Optional.empty();
        }
        String borders = needed(ServingKeys.RANGES);
        int own = needed(ServingKeys.RANGE);
        int port = needed(ServingKeys.PORT);
        return Optional.of(new RangeSettings(
                borders,
                own,
                config.value(ServingKeys.PEERS_OF_RANGES),
                listener.apply(config.value(ServingKeys.HOST), port),
                NodePass.NONE));
    }

    private <T> T needed(Key<Optional<T>> key) {
        return config.value(key)
                .orElseThrow(() -> new ConfigException(
                        "TM-CFG-003",
                        config.source() + ", key " + key.name(),
                        "is not given, and views are to be divided",
                        "write " + key.name() + "=… (" + key.type().says() + "), or leave out the other keys of it: "
                                + ServingKeys.RANGES.name() + ", " + ServingKeys.PEERS_OF_RANGES.name() + ", "
                                + ServingKeys.RANGE.name() + " and " + ServingKeys.PORT.name()));
    }
}
