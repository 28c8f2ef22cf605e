package io.tidemark.bench.kstreams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** Set-up and clean-up that the Kafka Streams runs share. */
final class Apps {
    private Apps() {}

    /** The stock configuration, but for the guarantee, two threads and, if positive, the cache. */
    static Properties config(String bootstrap, String appId, Path stateDir, String guarantee, int cacheMib) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, appId);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        p.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        p.put("auto.offset.reset", "earliest");
        if (cacheMib > 0) {
            p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, (long) cacheMib << 20);
        }
        return p;
    }

    /** Closes the application and removes its topics. */
    static void discard(KafkaStreams streams, String bootstrap, String appId) throws Exception {
        streams.close(Duration.ofSeconds(60));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<String> own = admin.listTopics().names().get().stream()
                    .filter(t -> t.startsWith(appId))
                    .toList();
            admin.deleteTopics(own).all().get();
        }
    }
}
