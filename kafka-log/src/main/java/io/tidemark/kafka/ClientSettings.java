package io.tidemark.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What all clients are set to where their settings do not say otherwise: no reporters of metrics (Kafka's default is JMX) and
 * no telemetry. Nobody asked for them, and they are a tenth of a restart. Guarded by the benchmark {@code recovery}.
 */
public final class ClientSettings {
    private static final long AGES_MILLIS = 100L * 365 * 24 * 60 * 60 * 1000;

    private ClientSettings() {}

    public static Map<String, Object> of(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        // A name that cannot be resolved yet is waited for, as a broker is that does not answer yet.
        settings.putIfAbsent(CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, AGES_MILLIS);
        settings.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
