package io.tidemark.launcher.node;

import io.tidemark.batch.BatchSettings;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.schedule.SchedulerSettings;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.http.ListenerLimits;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.site.Sites;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.serving.http.query.QuestionLimits;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.time.BatchInterval;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one process is to do, and how.
 *
 * @param instance what Kafka's groups call this process: the same after a restart, and no other process's
 * @param kafka settings of Kafka's clients
 * @param groups what the consumer groups begin with
 * @param batch of the batch layer; its root is where every process finds what batch has published
 * @param speed of the speed layer, if the process has that role
 * @param serving of the serving layer, if the process has that role
 */
public record NodeSettings(
        Set<Role> roles,
        String instance,
        Map<String, Object> kafka,
        String groups,
        BatchSettings batch,
        SpeedSettings speed,
        SpeedReach reach,
        ServingSettings serving) {
    /** How many questions of serving nodes a speed node works on at once. */
    private static final int SPEED_WORKERS = 16;

    /**
     * How speed nodes and serving nodes of different processes meet.
     *
     * @param replica which replica of the realtime view this process is part of
     * @param listener where this process's speed node is asked; empty: it is not asked from outside
     * @param others the speed nodes in other processes
     */
    public record SpeedReach(String replica, Optional<ListenerSettings> listener, List<URI> others) {
        public SpeedReach {
            others = List.copyOf(others);
        }
    }

    public NodeSettings {
        roles = Set.copyOf(roles);
        kafka = Map.copyOf(kafka);
    }

    /** What a configuration says. Its data directory, which the caller holds, gets an id if it has none. */
    public static NodeSettings of(Config config) {
        InstanceId instance = InstanceId.of(data(config));
        String name = config.value(Keys.NODE_NAME).orElseGet(() -> "tidemark-" + instance.inShort());
        return new NodeSettings(
                config.value(Keys.ROLES),
                instance.text(),
                Map.copyOf(config.kafka()),
                config.value(Keys.GROUP_PREFIX),
                batch(config),
                speed(config, name),
                reach(config),
                serving(config, name));
    }

    private static BatchSettings batch(Config config) {
        BatchSettings usual = BatchSettings.at(config.value(Keys.STORAGE_ROOT), interval(config));
        BatchSettings settings = usual.withMemory(data(config).resolve(DataDirectory.STORAGE))
                .withArchive(archive(config))
                .withEngine(engine(config))
                .withScheduler(scheduler(config, usual.scheduler().times()))
                .withKeep(new KeepSettings(
                        config.value(Keys.BATCH_KEEP_MANIFESTS),
                        config.value(Keys.BATCH_KEEP_GRACE),
                        config.value(Keys.BATCH_KEEP_VERSIONS)));
        return config.value(Keys.BATCH_CRON).map(settings::withCron).orElse(settings);
    }

    private static ArchiveSettings archive(Config config) {
        return ArchiveSettings.DEFAULT
                .withInterval(interval(config))
                .withMaxFileBytes(config.value(Keys.ARCHIVE_FILE_SIZE))
                .withMemoryBytes(config.value(Keys.ARCHIVE_MEMORY))
                .withIdleGrace(config.value(Keys.ARCHIVE_IDLE_GRACE))
                .withMaxClockLead(config.value(Keys.ARCHIVE_CLOCK_LEAD))
                .withRest(config.value(Keys.ARCHIVE_REST));
    }

    private static EngineSettings engine(Config config) {
        int threads = config.value(Keys.BATCH_THREADS);
        int memoryRows = config.value(Keys.BATCH_MEMORY_ROWS);
        EngineSettings settings = EngineSettings.defaults()
                .withSpillDirectory(
                        config.value(Keys.BATCH_SPILL).orElse(data(config).resolve("spill")));
        settings = threads == 0 ? settings : settings.withThreads(threads);
        return memoryRows == 0 ? settings : settings.withMemoryRows(memoryRows);
    }

    private static SchedulerSettings scheduler(Config config, RunTimes times) {
        return new SchedulerSettings(
                times,
                Recomputes.of(config),
                config.value(Keys.BATCH_ATTEMPTS),
                config.value(Keys.BATCH_FIRST_BACKOFF),
                config.value(Keys.BATCH_LONGEST_BACKOFF),
                config.value(Keys.BATCH_KEEP_REPORTS));
    }

    private static BatchInterval interval(Config config) {
        return BatchInterval.of(config.value(Keys.BATCH_INTERVAL));
    }

    private static SpeedSettings speed(Config config, String name) {
        return new SpeedSettings(
                name,
                data(config).resolve("speed"),
                interval(config),
                config.value(Keys.SPEED_THREADS),
                config.value(Keys.SPEED_TICK),
                config.value(Keys.SPEED_MEMORY),
                config.value(Keys.SPEED_CACHE),
                config.value(Keys.MANIFEST_POLL));
    }

    private static SpeedReach reach(Config config) {
        return new SpeedReach(
                config.value(Keys.SPEED_REPLICA),
                config.value(Keys.SPEED_PORT).map(port -> ListenerSettings.on(config.value(Keys.SPEED_HOST), port)
                        .of(sites(config))
                        .within(ListenerLimits.USUAL.workers(SPEED_WORKERS))),
                config.value(Keys.SPEED_ENDPOINTS));
    }

    private static ServingSettings serving(Config config, String name) {
        return new ServingSettings(
                name,
                data(config).resolve("index"),
                config.value(Keys.SERVING_CACHE),
                config.value(Keys.MANIFEST_POLL),
                config.value(Keys.SERVING_LEASE),
                http(config));
    }

    private static Sites sites(Config config) {
        return new Sites(config.value(Keys.HTTP_NAMES), config.value(Keys.HTTP_ORIGINS));
    }

    private static HttpSettings http(Config config) {
        HttpSettings usual = HttpSettings.on(config.value(Keys.HTTP_HOST), config.value(Keys.HTTP_PORT));
        return new HttpSettings(
                usual.listener()
                        .of(sites(config))
                        .within(new ListenerLimits(
                                config.value(Keys.HTTP_CONNECTIONS),
                                config.value(Keys.HTTP_WORKERS),
                                config.value(Keys.HTTP_WAITING),
                                config.value(Keys.HTTP_TIMEOUT))),
                new QuestionLimits(
                        usual.limits().usualRows(),
                        usual.limits().mostRows(),
                        config.value(Keys.HTTP_WINDOWS),
                        config.value(Keys.HTTP_GROUPS)),
                usual.live());
    }

    private static Path data(Config config) {
        return config.value(Keys.DATA_DIRECTORY);
    }
}
