package io.tidemark.launcher.config;

import static io.tidemark.launcher.config.ValueType.ADDRESS;
import static io.tidemark.launcher.config.ValueType.BROKERS;
import static io.tidemark.launcher.config.ValueType.CRON;
import static io.tidemark.launcher.config.ValueType.DURATION;
import static io.tidemark.launcher.config.ValueType.ENDPOINTS;
import static io.tidemark.launcher.config.ValueType.HOSTS;
import static io.tidemark.launcher.config.ValueType.LOCATION;
import static io.tidemark.launcher.config.ValueType.NAMES;
import static io.tidemark.launcher.config.ValueType.ORIGINS;
import static io.tidemark.launcher.config.ValueType.PATH;
import static io.tidemark.launcher.config.ValueType.PATHS;
import static io.tidemark.launcher.config.ValueType.SIZE;
import static io.tidemark.launcher.config.ValueType.TEXT;
import static io.tidemark.launcher.config.ValueType.ZONE;
import static io.tidemark.launcher.config.ValueType.someOf;
import static io.tidemark.launcher.config.ValueType.wholeNumber;

import io.tidemark.batch.schedule.times.RecomputeSchedule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key of the configuration, in the order in which the reference lists them. */
public final class Keys {
    /** What follows this prefix is a setting of Kafka's own clients. */
    public static final String KAFKA = "kafka.";
    /** What follows this prefix is a setting of the batch engine's own. */
    public static final String ENGINE = "batch.engine.";
    /** What follows this prefix is a setting of the follower's own. */
    public static final String FOLLOWER = "batch.follower.";

    public static final Key<String> MODEL_CLASS = Key.required(
            "model.class",
            TEXT,
            "The class of your definitions: public, with a public constructor without parameters.");
    public static final Key<List<Path>> MODEL_JAR = Key.of(
            "model.jar", PATHS, "", "The jars that hold it and what it needs. None: it is on the class path already.");
    public static final Key<Set<Role>> ROLES =
            Key.of("roles", someOf(Role.class), "speed,batch,serving", "What this process does.");
    public static final Key<Optional<String>> NODE_NAME = Key.optional(
            "node.name",
            TEXT,
            "This process's name, different in every process: it holds leases under it, and status shows it. None: made of"
                    + " the data directory's own id.");
    public static final Key<Optional<Long>> MEMORY = Key.optional(
            "memory",
            SIZE,
            "The memory of this process, without what Java needs for itself: docs/memory.md says what it is divided into."
                    + " None: a quarter of the machine's or container's, at most 4 GiB.");
    public static final Key<Path> DATA_DIRECTORY = Key.of(
            "data.directory",
            PATH,
            "data",
            "Where this process keeps its own state, index and log. For one process at a time.");

    public static final Key<String> KAFKA_BOOTSTRAP = Key.of(
            KAFKA + "bootstrap.servers",
            BROKERS,
            "127.0.0.1:9092",
            "Where Kafka is. Any other setting of Kafka's clients goes under kafka. as well: kafka.security.protocol, …"
                    + " The clients' own metrics go nowhere unless kafka.metric.reporters names a reporter.");
    public static final Key<String> GROUP_PREFIX = Key.of(
            "group.prefix",
            TEXT,
            "tidemark",
            "What the consumer groups of this installation begin with; different for each on one Kafka cluster.");

    public static final Key<URI> STORAGE_ROOT = Key.of(
            "storage.root",
            LOCATION,
            "storage",
            "Where the archive, the batch views and the manifests are kept; shared by all processes.");
    public static final Key<Duration> BATCH_INTERVAL = Key.of(
            "batch.interval",
            DURATION,
            "1h",
            "The length of an epoch: how much of the log one batch run takes. The same in all processes.");
    public static final Key<Optional<String>> BATCH_CRON = Key.optional(
            "batch.cron",
            CRON,
            "When runs start, as a Unix cron expression in UTC, in place of once in every interval.");

    public static final Key<String> BATCH_ENGINE = Key.of(
            "batch.engine",
            TEXT,
            "local",
            "What does the work of batch runs: `local`, threads of this process; or an engine whose module is on the class"
                    + " path, by its name. What follows `batch.engine.` is a setting of that engine, in its own names.");
    public static final Key<Optional<String>> BATCH_FOLLOWER = Key.optional(
            "batch.follower",
            TEXT,
            "Who is shown each manifest that is published: `iceberg`, whose module has to be on the class path"
                    + " (docs/iceberg.md). What follows `batch.follower.` is a setting of it. The same in all processes with"
                    + " the role `batch`. None: nobody.");
    public static final Key<Integer> BATCH_THREADS =
            Key.of("batch.threads", wholeNumber(0, 1_024), "0", "Threads of a run. 0: as many as there are cores.");
    public static final Key<Optional<Long>> BATCH_MEMORY = Key.optional(
            "batch.memory",
            SIZE,
            "The memory in which a run keeps rows (group and tile) before it spills them to disk, and what operators remember,"
                    + " such as ids, which it does not spill. None: its part of `memory`.");
    public static final Key<Optional<Path>> BATCH_SPILL =
            Key.optional("batch.spill.directory", PATH, "Where a run spills. None: below data.directory.");
    public static final Key<Integer> BATCH_ATTEMPTS =
            Key.of("batch.attempts", wholeNumber(1, 1_000), "5", "How often a run is tried before it is given up.");
    public static final Key<Duration> BATCH_FIRST_BACKOFF = Key.of(
            "batch.backoff.first",
            DURATION,
            "10s",
            "The pause after a run's first failure; doubled after each further.");
    public static final Key<Duration> BATCH_LONGEST_BACKOFF =
            Key.of("batch.backoff.longest", DURATION, "10m", "The longest such pause.");
    public static final Key<Integer> BATCH_KEEP_REPORTS = Key.of(
            "batch.keep.reports", wholeNumber(1, 1_000_000), "500", "How many reports of runs the history keeps.");
    public static final Key<Integer> BATCH_KEEP_MANIFESTS = Key.of(
            "batch.keep.manifests",
            wholeNumber(1, 1_000_000),
            "10",
            "How many of the newest manifests are kept, with their files, to be asked as of.");
    public static final Key<Duration> BATCH_KEEP_GRACE =
            Key.of("batch.keep.grace", DURATION, "1d", "How long older ones are kept, because a reader may hold them.");
    public static final Key<Duration> BATCH_KEEP_VERSIONS = Key.of(
            "batch.keep.versions",
            DURATION,
            "7d",
            "How long another version of an aggregation is kept beside the present one when no run keeps it up any more.");

    public static final Key<Optional<String>> RECOMPUTE_CRON = Key.optional(
            "recompute.cron",
            CRON,
            "When the last `recompute.last` are recomputed from the archive, as a Unix cron expression. For several"
                    + " schedules give each a name, of small letters, digits and dashes: `recompute.weekly.cron`,"
                    + " `recompute.weekly.last`, and so on. None: never.");
    public static final Key<Optional<Duration>> RECOMPUTE_LAST = Key.optional(
            "recompute.last",
            DURATION,
            "How far the range of event time reaches back from the time at which a recompute is due; the tiles that it"
                    + " touches are recomputed whole. A day is 24 hours.");
    public static final Key<Set<String>> RECOMPUTE_AGGREGATIONS =
            Key.of("recompute.aggregations", NAMES, "", "What is recomputed on this schedule. None: all aggregations.");
    public static final Key<ZoneId> RECOMPUTE_ZONE = Key.of(
            "recompute.zone",
            ZONE,
            "UTC",
            "Whose wall clock `recompute.cron` means. A time that it leaves out, when it is set forward, is at the moment at"
                    + " which it is set; one that comes twice counts when it comes first.");

    public static final Key<Long> ARCHIVE_FILE_SIZE =
            Key.of("archive.file.size", SIZE, "256MiB", "About how large a file of the archive may become.");
    public static final Key<Optional<Long>> ARCHIVE_MEMORY = Key.optional(
            "archive.memory",
            SIZE,
            "The memory for all unfinished files of the archive; beyond it the largest ends early. None: its part of"
                    + " `memory`.");
    public static final Key<Duration> ARCHIVE_IDLE_GRACE = Key.of(
            "archive.idle.grace",
            DURATION,
            "1m",
            "How long an epoch must be over and a partition silent before its file ends by the wall clock, where the broker"
                    + " stamps records (LogAppendTime). Where producers do, a silent partition's file ends one"
                    + " `batch.interval` after its first record was read. Either way it ends after a quarter of the"
                    + " topic's retention, if that is less.");
    public static final Key<Duration> ARCHIVE_CLOCK_LEAD = Key.of(
            "archive.clock.lead",
            DURATION,
            "1h",
            "How far record timestamps may be ahead of the wall clock before epochs are cut by the wall clock instead.");

    public static final Key<Integer> ARCHIVE_REST = Key.of(
            "archive.rest",
            wholeNumber(0, 100),
            "2",
            "How many times as long as it worked the archive writer rests while the machine's processors are busy, so that"
                    + " the speed layer has them. 0: never.");

    public static final Key<Duration> MANIFEST_POLL = Key.of(
            "manifest.poll", DURATION, "200ms", "How often a speed or serving node looks whether a run has published.");

    public static final Key<Integer> SPEED_THREADS = Key.of(
            "speed.threads",
            wholeNumber(1, 256),
            "2",
            "Consumer threads of a speed node, among which its partitions are spread.");
    public static final Key<Duration> SPEED_TICK = Key.of(
            "speed.tick", DURATION, "1s", "How often the realtime view is written down, with the offset it stands at.");
    public static final Key<Duration> SPEED_HAND_OVER = Key.of(
            "speed.handover",
            DURATION,
            "20s",
            "How long a speed node that is told to end (SIGTERM) goes on answering for its partitions, as of where it stopped,"
                    + " until the nodes of its replica that take them over are as far. It ends at once if there are none.");
    public static final Key<Optional<Long>> SPEED_MEMORY = Key.optional(
            "speed.memory",
            SIZE,
            "The memory in which a speed node holds partials (group and tile); the others are on its disk. None: its part"
                    + " of `memory`.");
    public static final Key<Optional<Long>> SPEED_CACHE = Key.optional(
            "speed.cache",
            SIZE,
            "The memory in which a speed node caches what it reads from disk, and holds what it is about to write. None:"
                    + " its part of `memory`.");
    public static final Key<String> SPEED_REPLICA = Key.of(
            "speed.replica",
            TEXT,
            "a",
            "Which replica of the realtime view this node is part of: nodes of one replica share the partitions, each"
                    + " replica has all.");
    public static final Key<String> SPEED_HOST =
            Key.of("speed.host", TEXT, "127.0.0.1", "The address on which a speed node is asked by serving nodes.");
    public static final Key<Optional<Integer>> SPEED_PORT = Key.optional(
            "speed.port", wholeNumber(0, 65_535), "The port for that. None: only this process asks it. 0: a free one.");
    public static final Key<Optional<String>> SPEED_ADVERTISE = Key.optional(
            "speed.advertise",
            ADDRESS,
            "Where serving nodes of other processes are told to ask this speed node: a host, or host:port. None: speed.host"
                    + " and speed.port.");
    public static final Key<List<URI>> SPEED_ENDPOINTS = Key.of(
            "speed.endpoints",
            ENDPOINTS,
            "",
            "The speed nodes that a serving node asks, beside the one in its own process. None: those that announce themselves"
                    + " in the topic `<group.prefix>-nodes`. Where it is given, a speed node announces nothing.");

    public static final Key<String> HTTP_HOST =
            Key.of("http.host", TEXT, "127.0.0.1", "The address of the HTTP API and the console.");
    public static final Key<Integer> HTTP_PORT =
            Key.of("http.port", wholeNumber(0, 65_535), "8080", "The port for that. 0: a free one.");

    public static final Key<Set<String>> HTTP_NAMES = Key.of(
            "http.names",
            HOSTS,
            "",
            "The names by which browsers and programs ask the nodes of this process, beside the addresses themselves and"
                    + " localhost; a request for another host is refused. *: any.");
    public static final Key<Set<String>> HTTP_ORIGINS = Key.of(
            "http.cors.origins",
            ORIGINS,
            "",
            "The other sites whose pages may ask the HTTP API through their reader's browser (CORS). *: any.");
    public static final Key<Integer> HTTP_CONNECTIONS = Key.of(
            "http.connections",
            wholeNumber(8, 1_000_000),
            "1024",
            "How many clients may be connected at once; beyond that, one that asks nothing is let go.");
    public static final Key<Integer> HTTP_WORKERS = Key.of(
            "http.workers",
            wholeNumber(1, 1_024),
            "8",
            "How many questions are worked on at once; as many workers again are kept for status, runs and metrics.");
    public static final Key<Integer> HTTP_WAITING = Key.of(
            "http.waiting",
            wholeNumber(0, 1_000_000),
            "256",
            "How many more requests may wait; beyond that one is refused at once.");
    public static final Key<Duration> HTTP_TIMEOUT = Key.of(
            "http.timeout",
            DURATION,
            "10s",
            "How long a request may take before it is answered as timed out, and how long it may take to come.");
    public static final Key<Duration> HTTP_ALL_TIMEOUT = Key.of(
            "http.all.timeout",
            DURATION,
            "5m",
            "How long an answer of all rows (`limit=all`) may take to be made and read once it has begun, and a speed node's"
                    + " scan for one.");
    public static final Key<Integer> HTTP_WINDOWS = Key.of(
            "http.max.windows",
            wholeNumber(1, 10_000_000),
            "100000",
            "How many windows a query's range may hold, over all groups that it names.");
    public static final Key<Integer> HTTP_GROUPS =
            Key.of("http.max.groups", wholeNumber(1, 1_000_000), "1000", "How many groups may be named in one query.");

    public static final Key<Optional<Long>> SERVING_CACHE = Key.optional(
            "serving.cache",
            SIZE,
            "The memory in which a serving node caches its index of the batch views, a quarter of it on the heap. None: its"
                    + " part of `memory`.");
    public static final Key<Duration> SERVING_LEASE = Key.of(
            "serving.lease",
            DURATION,
            "30s",
            "How long speed nodes keep what a serving node needs to answer, beyond its last word.");

    private static final List<Key<?>> OURS = List.of(
            MODEL_CLASS,
            MODEL_JAR,
            ROLES,
            NODE_NAME,
            MEMORY,
            DATA_DIRECTORY,
            KAFKA_BOOTSTRAP,
            GROUP_PREFIX,
            STORAGE_ROOT,
            BATCH_INTERVAL,
            BATCH_CRON,
            BATCH_ENGINE,
            BATCH_FOLLOWER,
            BATCH_THREADS,
            BATCH_MEMORY,
            BATCH_SPILL,
            BATCH_ATTEMPTS,
            BATCH_FIRST_BACKOFF,
            BATCH_LONGEST_BACKOFF,
            BATCH_KEEP_REPORTS,
            BATCH_KEEP_MANIFESTS,
            BATCH_KEEP_GRACE,
            BATCH_KEEP_VERSIONS,
            RECOMPUTE_CRON,
            RECOMPUTE_LAST,
            RECOMPUTE_AGGREGATIONS,
            RECOMPUTE_ZONE,
            ARCHIVE_FILE_SIZE,
            ARCHIVE_MEMORY,
            ARCHIVE_IDLE_GRACE,
            ARCHIVE_CLOCK_LEAD,
            ArchiveKeys.KEEP,
            ArchiveKeys.COMPACT_SIZE,
            ArchiveKeys.COMPACT_TIME,
            ARCHIVE_REST,
            MANIFEST_POLL,
            SPEED_THREADS,
            SPEED_TICK,
            SPEED_HAND_OVER,
            SPEED_MEMORY,
            SPEED_CACHE,
            SPEED_REPLICA,
            SPEED_HOST,
            SPEED_PORT,
            SPEED_ADVERTISE,
            SPEED_ENDPOINTS,
            HTTP_HOST,
            HTTP_PORT,
            HTTP_NAMES,
            HTTP_ORIGINS,
            HTTP_CONNECTIONS,
            HTTP_WORKERS,
            HTTP_WAITING,
            HTTP_TIMEOUT,
            HTTP_ALL_TIMEOUT,
            HTTP_WINDOWS,
            HTTP_GROUPS,
            SERVING_CACHE,
            SERVING_LEASE);

    private static final List<Key<?>> OF_A_RECOMPUTE =
            List.of(RECOMPUTE_CRON, RECOMPUTE_LAST, RECOMPUTE_AGGREGATIONS, RECOMPUTE_ZONE);
    private static final Pattern NAMED_RECOMPUTE =
            Pattern.compile("recompute\\.(?!recompute\\.)(" + RecomputeSchedule.NAME_FORM + ")\\.[^.]+");
    private static final List<Key<?>> ALL = Stream.of(OURS, ServingKeys.ALL, AccessKeys.ALL, TlsKeys.ALL)
            .flatMap(List::stream)
            .toList();

    private Keys() {}

    public static List<Key<?>> all() {
        return ALL;
    }

    /** All keys, and those of each recompute schedule that has a name. */
    public static List<Key<?>> all(Collection<String> written) {
        List<Key<?>> all = new ArrayList<>(ALL);
        for (String schedule : recomputes(written)) {
            OF_A_RECOMPUTE.forEach(key -> all.add(key.named(schedule)));
        }
        return all;
    }

    /** The names of recompute schedules among keys. */
    static SortedSet<String> recomputes(Collection<String> written) {
        return written.stream()
                .map(NAMED_RECOMPUTE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Optional<Key<?>> named(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }
}
