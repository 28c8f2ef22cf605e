package io.tidemark.batch.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.SchedulerStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the scheduler knows, as JSON files below the root, each with an id of the one attempt to write it. Safe for use by many
 * threads and processes.
 *
 * <pre>
 * control/requests/&lt;id&gt;.json    a run that has not come to its end
 * control/running/&lt;id&gt;          which process executes a run: see {@link RunClaims}
 * control/writers/&lt;writer&gt;      which processes live: see {@link io.tidemark.batch.publish.Sweep}
 * control/due/&lt;schedule&gt;/        up to when recomputes were queued: see {@link DueMarks}
 * control/paused                 there while scheduled runs are paused
 * control/status.json            what the batch process last said of itself
 * runs/&lt;id&gt;.json                what became of a run that was begun: of its first attempt
 * runs/&lt;id&gt;.&lt;attempt&gt;.json      of the next one, which one process begins and writes; the last one counts
 * </pre>
 */
final class ControlFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFiles.class);
    private static final String REQUESTS = "control/requests";
    private static final String PAUSED = "control/paused";
    private static final String STATUS = "control/status.json";
    private static final String RUNS = "runs";
    private static final String ENDING = ".json";
    /** As in all that is published. */
    private static final String ID = "tidemark.id";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .addMixIn(RunRequest.class, Kinds.class)
            .build();

    private final Storage storage;
    /** Files that are passed over, each said once. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    /** A status and when it was said. */
    record Heard(Instant at, SchedulerStatus status) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = RunRequest.Incremental.class, name = "incremental"),
        @JsonSubTypes.Type(value = RunRequest.Recompute.class, name = "recompute")
    })
    private interface Kinds {}

    ControlFiles(Storage storage) {
        this.storage = storage;
    }

    /** Queues a run under a new id. */
    QueuedRun enqueue(String trigger, Instant now, RunRequest request) {
        for (int n = 1; ; n++) {
            QueuedRun queued = new QueuedRun(RunId.of(now, n), trigger, now, request);
            if (!storage.exists(runPath(queued.id(), 1))
                    && storage.createIfAbsent(requestPath(queued.id()), bytes(queued))) {
                return queued;
            }
        }
    }

    /** Queues a run that has its id already. Nothing happens if it is queued, or was begun. */
    void enqueue(QueuedRun run) {
        if (!storage.exists(runPath(run.id(), 1))) {
            storage.createIfAbsent(requestPath(run.id()), bytes(run));
        }
    }

    /** What is passed over, since nobody here can read it. */
    List<Fault> unreadable() {
        unreadable.removeIf(path -> !storage.exists(path));
        return unreadable.stream()
                .sorted()
                .map(path -> new Fault(
                        "TM-RUN-011",
                        path,
                        "cannot be read: it is damaged, or another version wrote it",
                        "delete it, or give it back to the version that wrote it; it is passed over meanwhile"))
                .toList();
    }

    /** The runs that have not come to their end, oldest first. */
    List<QueuedRun> queue() {
        List<QueuedRun> queue = new ArrayList<>();
        for (String id : ids(REQUESTS)) {
            queued(id).ifPresent(queue::add);
        }
        return queue;
    }

    /** A run that has not come to its end. */
    Optional<QueuedRun> queued(String id) {
        return queuedAt(requestPath(id));
    }

    /** A copy of a run under another name is no run: it would be begun for ever, and end the one that it is a copy of. */
    private Optional<QueuedRun> queuedAt(String path) {
        return read(path, QueuedRun.class, run -> requestPath(run.id()).equals(path));
    }

    /** Puts a run in the place of the one with its id, for its next attempt. */
    void requeue(QueuedRun run) {
        storage.replace(requestPath(run.id()), bytes(run));
    }

    void dequeue(String id) {
        storage.delete(requestPath(id));
    }

    /**
     * Begins an attempt at a run. One that was suspended, and whose run another process has begun anew since, writes on what
     * is its own: the last attempt counts.
     *
     * @return false, with nothing changed, if another process has begun it
     */
    boolean begin(RunReport attempt) {
        return storage.createIfAbsent(runPath(attempt.id(), attempt.attempt()), bytes(attempt));
    }

    /** What becomes of an attempt that was begun here, or of one whose process is gone. */
    void write(RunReport report) {
        storage.replace(runPath(report.id(), report.attempt()), bytes(report));
    }

    /** The number of the attempt that nobody has begun yet. */
    int nextAttempt(String id) {
        int next = begun(id).map(RunReport::attempt).orElse(0) + 1;
        while (storage.exists(runPath(id, next))) {
            // Nobody here can read it.
            next++;
        }
        return next;
    }

    Optional<RunReport> report(String id) {
        if (!RunId.isOne(id)) {
            return Optional.empty();
        }
        return lastReport(id)
                .or(() -> queued(id).map(QueuedRun::queued))
                // Its request is gone once its report is whole.
                .or(() -> lastReport(id));
    }

    private Optional<RunReport> lastReport(String id) {
        Optional<RunReport> last = reportAt(id, runPath(id, 1));
        // A former version wrote all attempts into the first one's file.
        int next = last.map(RunReport::attempt).orElse(1) + 1;
        for (String path = runPath(id, next); storage.exists(path); path = runPath(id, ++next)) {
            last = reportAt(id, path).or(() -> reportAt(id, runPath(id, 1)));
        }
        return last;
    }

    private Optional<RunReport> reportAt(String id, String path) {
        return read(path, RunReport.class, report -> report.id().equals(id));
    }

    /** What became of a run so far, if it was begun. */
    Optional<RunReport> begun(String id) {
        return report(id).filter(report -> report.state() != RunReport.State.QUEUED);
    }

    /** The newest runs first. */
    List<RunReport> reports(int limit) {
        SortedSet<String> ids = new TreeSet<>(RunId.ORDER.reversed());
        ids.addAll(ids(RUNS));
        ids.addAll(ids(REQUESTS));
        return ids.stream()
                .limit(limit)
                .map(this::report)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Forgets all but the newest reports. Those that a clock wrote that was ahead count as the oldest there are. */
    void keepReports(int limit, Instant now) {
        String latest = RunId.of(now, Integer.MAX_VALUE);
        List<String> ids = ids(RUNS);
        Predicate<String> isAhead = id -> RunId.ORDER.compare(id, latest) > 0;
        List<String> oldestFirst = new ArrayList<>(ids.stream().filter(isAhead).toList());
        ids.stream().filter(isAhead.negate()).forEach(oldestFirst::add);
        Set<String> forgotten = Set.copyOf(oldestFirst.subList(0, Math.max(0, oldestFirst.size() - limit)));
        storage.list(RUNS).stream().filter(path -> forgotten.contains(id(path))).forEach(storage::delete);
    }

    boolean isPaused() {
        return storage.exists(PAUSED);
    }

    void pause() {
        // Whoever is first, it is paused.
        storage.createIfAbsent(PAUSED, storage.writer().getBytes(StandardCharsets.US_ASCII));
    }

    void resume() {
        storage.delete(PAUSED);
    }

    void say(Heard status) {
        storage.replace(STATUS, bytes(status));
    }

    Optional<Heard> heard() {
        return read(STATUS, Heard.class, heard -> true);
    }

    /** What a file says; empty if there is none, or nobody here can read it, or it is not what its name says. */
    <T> Optional<T> read(String path, Class<T> type, Predicate<T> isOfThisName) {
        if (!storage.exists(path)) {
            return Optional.empty();
        }
        byte[] json;
        try {
            json = storage.read(path);
        } catch (StorageException e) {
            if (!storage.exists(path)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree instanceof ObjectNode fields) {
                fields.remove(ID);
            }
            T value = MAPPER.treeToValue(tree, type);
            if (value == null || !isOfThisName.test(value)) {
                throw new IOException("it is not what its name says");
            }
            unreadable.remove(path);
            return Optional.of(value);
        } catch (IOException damaged) {
            // Never deleted: another version may have written it, and a read changes nothing.
            if (unreadable.add(path)) {
                LOG.warn("a file that cannot be read is passed over path={}", path, damaged);
            }
            return Optional.empty();
        }
    }

    static byte[] bytes(Object value) {
        try {
            ObjectNode fields = MAPPER.valueToTree(value);
            return MAPPER.writeValueAsBytes(fields.put(ID, UUID.randomUUID().toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("reports and requests are made of plain records", e);
        }
    }

    /** Whose files lie in a directory, oldest first. What is not named as {@link #enqueue} names files is others'. */
    private List<String> ids(String directory) {
        return storage.list(directory).stream()
                .map(ControlFiles::id)
                .filter(RunId::isOne)
                .distinct()
                .sorted(RunId.ORDER)
                .toList();
    }

    /** Of the run that a file is named by; no run's if it is named by none. */
    private static String id(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.matches("[^.]+(\\.[1-9][0-9]{0,8})?\\.json") ? name.substring(0, name.indexOf('.')) : "";
    }

    private static String requestPath(String id) {
        return REQUESTS + "/" + id + ENDING;
    }

    private static String runPath(String id, int attempt) {
        return RUNS + "/" + id + (attempt <= 1 ? "" : "." + attempt) + ENDING;
    }
}
