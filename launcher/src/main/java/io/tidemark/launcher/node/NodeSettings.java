package io.tidemark.launcher.node;

import io.tidemark.batch.BatchSettings;
import io.tidemark.batch.archive.compact.CompactSettings;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.schedule.SchedulerSettings;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.http.ListenerLimits;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.site.Sites;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.access.AccessConfig;
import io.tidemark.launcher.access.TlsConfig;
import io.tidemark.launcher.config.ArchiveKeys;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.discovery.Advertised;
import io.tidemark.launcher.discovery.RangesConfig;
import io.tidemark.launcher.memory.MemoryPlan;
import io.tidemark.launcher.memory.MemoryUse;
import io.tidemark.launcher.memory.ProcessMemory;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.http.HttpSettings;
import io.tidemark.serving.http.query.QuestionLimits;
import io.tidemark.speed.SpeedSettings;
import io.tidemark.time.BatchInterval;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

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
    /** How many questions of other nodes a node works on at once. */
    private static final int NODE_WORKERS = 16;

    private static final long LEAST_FETCH = 256 << 10;
    /** Kafka's own defaults: more is fetched by nobody who did not ask for it. */
    private static final long LARGEST_FETCH = 50 << 20;

    private static final long LARGEST_OF_PARTITION = 1 << 20;

    /**
     * How speed nodes and serving nodes of different processes meet.
     *
     * @param replica which replica of the realtime view this process is part of
     * @param listener where this process's speed node is asked; empty: it is not asked from outside
     * @param advertised where others are told to ask it; empty: they are not told
     * @param others the speed nodes in other processes; empty: those that announce themselves
     * @param secret what they show one another
     */
    public record SpeedReach(
            String replica,
            Optional<ListenerSettings> listener,
            Optional<Advertised> advertised,
            List<URI> others,
            Optional<NodesSecret> secret,
            Optional<TlsFiles> tls) {
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
        return of(config, ProcessMemory.ofThisProcess(config).plan());
    }

    /** What a configuration says, and what it does not say of memory, as a plan has it. */
    static NodeSettings of(Config config, MemoryPlan memory) {
        new AccessConfig(config).requireSafety();
        InstanceId instance = InstanceId.of(data(config));
        String name = config.value(Keys.NODE_NAME).orElseGet(() -> "tidemark-" + instance.inShort());
        return new NodeSettings(
                config.value(Keys.ROLES),
                instance.text(),
                kafka(config, memory),
                config.value(Keys.GROUP_PREFIX),
                batch(config, memory),
                speed(config, memory, name),
                reach(config),
                serving(config, memory, name));
    }

    private static BatchSettings batch(Config config, MemoryPlan memory) {
        BatchSettings usual = BatchSettings.at(config.value(Keys.STORAGE_ROOT), interval(config));
        BatchSettings settings = usual.withMemory(data(config).resolve(DataDirectory.STORAGE))
                .withArchive(archive(config, memory))
                .withEngine(engine(config, memory))
                .withEngineOf(new EngineChoice(
                        config.value(Keys.BATCH_ENGINE), config.value(Keys.MODEL_JAR), config.engine()))
                .withScheduler(scheduler(config, usual.scheduler().times()))
                .withKeep(new KeepSettings(
                        config.value(Keys.BATCH_KEEP_MANIFESTS),
                        config.value(Keys.BATCH_KEEP_GRACE),
                        config.value(Keys.BATCH_KEEP_VERSIONS),
                        config.value(ArchiveKeys.KEEP)));
        BatchSettings followed = config.value(Keys.BATCH_FOLLOWER)
                .map(name -> settings.withFollower(new FollowerChoice(name, config.follower())))
                .orElse(settings);
        BatchSettings compacting = config.value(ArchiveKeys.COMPACT_SIZE)
                .map(size -> new CompactSettings(size, config.value(ArchiveKeys.COMPACT_TIME)))
                .map(followed::withCompaction)
                .orElse(followed);
        return config.value(Keys.BATCH_CRON).map(compacting::withCron).orElse(compacting);
    }

    // Who only reads what batch publishes has no memory for an archive and for runs.

    private static ArchiveSettings archive(Config config, MemoryPlan memory) {
        ArchiveSettings settings = ArchiveSettings.DEFAULT
                .withInterval(interval(config))
                .withMaxFileBytes(config.value(Keys.ARCHIVE_FILE_SIZE))
                .withIdleGrace(config.value(Keys.ARCHIVE_IDLE_GRACE))
                .withMaxClockLead(config.value(Keys.ARCHIVE_CLOCK_LEAD))
                .withRest(config.value(Keys.ARCHIVE_REST));
        return config.has(Role.BATCH) ? settings.withMemoryBytes(memory.of(MemoryUse.ARCHIVE)) : settings;
    }

    private static EngineSettings engine(Config config, MemoryPlan memory) {
        int threads = config.value(Keys.BATCH_THREADS);
        EngineSettings settings = EngineSettings.defaults()
                .withSpillDirectory(
                        config.value(Keys.BATCH_SPILL).orElse(data(config).resolve("spill")));
        settings = config.has(Role.BATCH) ? settings.withMemoryBytes(memory.of(MemoryUse.RUNS)) : settings;
        return threads == 0 ? settings : settings.withThreads(threads);
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

    private static SpeedSettings speed(Config config, MemoryPlan memory, String name) {
        return new SpeedSettings(
                name,
                data(config).resolve("speed"),
                interval(config),
                config.value(Keys.SPEED_THREADS),
                config.value(Keys.SPEED_TICK),
                memory.of(MemoryUse.PARTIALS),
                memory.of(MemoryUse.STATE),
                config.value(Keys.MANIFEST_POLL),
                config.value(Keys.SPEED_HAND_OVER));
    }

    /** Of what Kafka's clients fetch, a poll's worth is unpacked while as much is under way. */
    private static Map<String, Object> kafka(Config config, MemoryPlan memory) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        int readers =
                (config.has(Role.SPEED) ? 2 * config.value(Keys.SPEED_THREADS) : 0) + (config.has(Role.BATCH) ? 1 : 0);
        long fetch = memory.of(MemoryUse.FETCHES) / (2L * Math.max(1, readers));
        long bounded = Math.max(LEAST_FETCH, Math.min(LARGEST_FETCH, fetch));
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, (int) bounded);
        settings.putIfAbsent(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, (int) Math.min(LARGEST_OF_PARTITION, bounded));
        return settings;
    }

    private static SpeedReach reach(Config config) {
        return new SpeedReach(
                config.value(Keys.SPEED_REPLICA),
                config.value(Keys.SPEED_PORT).map(port -> nodes(config, config.value(Keys.SPEED_HOST), port)),
                Advertised.of(config),
                config.value(Keys.SPEED_ENDPOINTS),
                new AccessConfig(config).nodes(),
                new TlsConfig(config).nodes());
    }

    /** Where other nodes ask. */
    private static ListenerSettings nodes(Config config, String host, int port) {
        return ListenerSettings.on(host, port)
                .of(sites(config))
                .with(new TlsConfig(config).nodes())
                .within(ListenerLimits.USUAL.workers(NODE_WORKERS).wholeTimeout(config.value(Keys.HTTP_ALL_TIMEOUT)));
    }

    private static ServingSettings serving(Config config, MemoryPlan memory, String name) {
        ServingSettings settings = new ServingSettings(
                name,
                data(config).resolve("index"),
                // A quarter of it is on the heap.
                config.value(Keys.SERVING_CACHE)
                        .orElse(Math.min(memory.of(MemoryUse.INDEX) / 3 * 4, 4 * memory.of(MemoryUse.BLOCKS))),
                config.value(Keys.MANIFEST_POLL),
                config.value(Keys.SERVING_LEASE),
                http(config, memory));
        if (!config.has(Role.SERVING)) {
            // One file may be all processes'.
            return settings;
        }
        return RangesConfig.of(config, (host, port) -> nodes(config, host, port))
                .map(settings::dividing)
                .orElse(settings);
    }

    private static Sites sites(Config config) {
        return new Sites(config.value(Keys.HTTP_NAMES), config.value(Keys.HTTP_ORIGINS));
    }

    private static HttpSettings http(Config config, MemoryPlan memory) {
        HttpSettings usual = HttpSettings.on(config.value(Keys.HTTP_HOST), config.value(Keys.HTTP_PORT));
        return new HttpSettings(
                usual.listener()
                        .of(sites(config))
                        .with(new TlsConfig(config).http())
                        .within(new ListenerLimits(
                                config.value(Keys.HTTP_CONNECTIONS),
                                config.value(Keys.HTTP_WORKERS),
                                config.value(Keys.HTTP_WAITING),
                                config.value(Keys.HTTP_TIMEOUT),
                                config.value(Keys.HTTP_ALL_TIMEOUT),
                                memory.of(MemoryUse.ANSWERS))),
                new QuestionLimits(
                        usual.limits().usualRows(),
                        usual.limits().mostRows(),
                        config.value(Keys.HTTP_WINDOWS),
                        config.value(Keys.HTTP_GROUPS)),
                usual.live(),
                new AccessConfig(config).http());
    }

    private static Path data(Config config) {
        return config.value(Keys.DATA_DIRECTORY);
    }
}
