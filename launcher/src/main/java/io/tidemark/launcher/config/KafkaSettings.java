package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** Settings of Kafka's own clients. What Kafka takes for a password is kept as one, so that it is printed nowhere. */
final class KafkaSettings {
    private KafkaSettings() {}

    /** Those that were written, without the prefix. A value may be in a file, unless it says itself where something is. */
    static Map<String, Object> of(Map<String, Written> written, Path base, List<Fault> faults) {
        Set<String> secrets = secrets();
        Map<String, Object> settings = new LinkedHashMap<>();
        written.forEach((name, text) -> {
            if (name.startsWith(Keys.KAFKA) && Keys.named(name).isEmpty()) {
                String setting = name.substring(Keys.KAFKA.length());
                try {
                    String resolved = setting.endsWith("url")
                            ? text.text()
                            : text.resolved(base).text();
                    settings.put(setting, secrets.contains(setting) ? new Password(resolved) : resolved);
                } catch (ConfigException noFile) {
                    faults.addAll(noFile.faults());
                }
            }
        });
        return Map.copyOf(settings);
    }

    /** Whether what is written for a key is taken for a password by Kafka. */
    static boolean isSecret(String name) {
        return name.startsWith(Keys.KAFKA) && secrets().contains(name.substring(Keys.KAFKA.length()));
    }

    private static Set<String> secrets() {
        return Stream.of(ConsumerConfig.configDef(), AdminClientConfig.configDef())
                .flatMap(settings -> settings.configKeys().values().stream())
                .filter(key -> key.type == ConfigDef.Type.PASSWORD)
                .map(key -> key.name)
                .collect(Collectors.toSet());
    }
}
