package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.log.LogTopics;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.CutRule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs: plans from the newest manifest, lets the engine do the work in one pass a stream, and publishes each
 * aggregation. An aggregation whose entry somebody else has replaced meanwhile is redone on the new base (PROTOCOL 6). A
 * run that dies, at whatever step, leaves the old view or the new one. Safe for use by many threads.
 */
public final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int REDOS = 20;

    private final Model model;
    private final Between between;
    private final Set<CutRule> rules;

    /**
     * What runs stand between.
     *
     * @param log is asked where it ends, and for nothing else: a run reads the archive
     * @param clock the wall clock that what a run says of time is bounded by
     */
    public record Between(
            Storage storage, Archive archive, ManifestStore manifests, Engine engine, LogTopics log, Clock clock) {}

    public Run(Model model, Between between) {
        this(model, between, CutRule.ALL);
    }

    /** For the simulation, which takes rules away. */
    public Run(Model model, Between between, Set<CutRule> rules) {
        this.model = model;
        this.between = between;
        this.rules = rules;
    }

    /**
     * Does what is asked for.
     *
     * @param run the run's id, which the entries that it publishes name
     * @param attempt how often this run was begun, from 1; each attempt writes files of its own
     * @throws RunRefusedException if the request can never succeed
     * @throws io.tidemark.manifest.ManifestException if the newest manifest is damaged
     * @throws StorageException if the manifests cannot be read at present
     * @throws InterruptedException if the thread was interrupted
     */
    public RunResult execute(String run, int attempt, RunRequest request, Progress progress)
            throws InterruptedException {
        Execution execution = new Execution(run, request, progress);
        Set<String> left = wanted(request);
        for (int redo = 0; !left.isEmpty(); redo++) {
            if (redo == REDOS) {
                throw new StorageException("run " + run + " was superseded " + REDOS + " times by other runs; are there"
                        + " several batch processes on " + between.storage().root() + "?");
            }
            left = execution.once(left, run + "-" + attempt + (redo == 0 ? "" : "-" + redo));
        }
        return execution.result();
    }

    /**
     * The first half of {@link #execute}, which reads and computes: for those who decide themselves when it is published.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public Execution compute(String run, int attempt, RunRequest request, Progress progress)
            throws InterruptedException {
        Execution execution = new Execution(run, request, progress);
        execution.compute(wanted(request), run + "-" + attempt);
        return execution;
    }

    /**
     * Whether there are aggregations without a view of their definition for which the archive has a cut already. They
     * should not have to wait for the next scheduled run.
     */
    public boolean isViewMissing() {
        Manifest base = between.manifests().newest();
        RunRequest request = new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, false);
        // Asked every second: where the log ends is left to the run itself.
        Moment now = new Moment(between.clock().millis(), new TreeMap<>());
        return model.aggregations().stream()
                .filter(definition -> isMissing(base, definition))
                .anyMatch(definition -> new Planning(base, new LinkedHashSet<>(), rules)
                        .plan(
                                definition,
                                StreamArchive.of(
                                        between.archive(), definition.stream().topic(), now),
                                request)
                        .isPresent());
    }

    private static boolean isMissing(Manifest base, AggregationDefinition<?> definition) {
        return !base.view(definition.name(), definition.fingerprint()).isPublished();
    }

    private Set<String> wanted(RunRequest request) {
        Set<String> wanted = new LinkedHashSet<>();
        model.aggregations().forEach(definition -> wanted.add(definition.name()));
        if (request instanceof RunRequest.Recompute recompute
                && recompute.range().firstMillis() == recompute.range().endMillis()) {
            throw new RunRefusedException(
                    "TM-RUN-002", "recompute", "the range of event time is empty", "let it end after it begins");
        }
        if (request.aggregations().isEmpty()) {
            return wanted;
        }
        for (String name : request.aggregations()) {
            if (!wanted.contains(name)) {
                throw new RunRefusedException(
                        "TM-RUN-001", "aggregation \"" + name + "\"", "is not in the model", "use one of " + wanted);
            }
        }
        wanted.retainAll(request.aggregations());
        return wanted;
    }

    /** What is computed and not yet published. */
    private record Ready(Planned<?> plan, Outcome outcome, Manifest base) {}

    /** One run on its way. Owned by one thread. */
    public final class Execution {
        private final String run;
        private final RunRequest request;
        private final Progress progress;
        private final List<String> published = new ArrayList<>();
        private final Set<String> blocked = new LinkedHashSet<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private final List<Ready> ready = new ArrayList<>();
        private long manifest;

        private Execution(String run, RunRequest request, Progress progress) {
            this.run = run;
            this.request = request;
            this.progress = progress;
        }

        /** What it did so far. */
        public RunResult result() {
            return new RunResult(published, manifest, List.copyOf(blocked), notes, failures);
        }

        /** Returns the aggregations that must be redone. */
        private Set<String> once(Set<String> names, String attempt) throws InterruptedException {
            Manifest base = between.manifests().newest();
            Set<String> superseded = new LinkedHashSet<>();
            for (StreamDefinition<?> stream : model.streams()) {
                try {
                    compute(stream, names, base, attempt);
                    publish(superseded);
                } catch (RuntimeException fault) {
                    if (Thread.interrupted()) {
                        throw interrupted(fault);
                    }
                    // Other streams have nothing to do with it.
                    LOG.warn("a run failed for a stream run={} stream={}", run, stream.topic(), fault);
                    failures.add("stream \"" + stream.topic() + "\": " + fault.getMessage());
                }
            }
            return superseded;
        }

        // Files that are being read or written when a thread is interrupted fail in their own way.
        private static InterruptedException interrupted(RuntimeException fault) {
            InterruptedException stopped = new InterruptedException("the run was interrupted");
            stopped.initCause(fault);
            return stopped;
        }

        private void compute(Set<String> names, String attempt) throws InterruptedException {
            Manifest base = between.manifests().newest();
            for (StreamDefinition<?> stream : model.streams()) {
                compute(stream, names, base, attempt);
            }
        }

        @SuppressWarnings("unchecked")
        private <E> void compute(StreamDefinition<E> stream, Set<String> names, Manifest base, String attempt)
                throws InterruptedException {
            List<AggregationDefinition<E>> definitions = model.aggregations().stream()
                    .filter(definition -> definition.stream().topic().equals(stream.topic()))
                    .filter(definition -> names.contains(definition.name()))
                    .map(definition -> (AggregationDefinition<E>) definition)
                    .toList();
            if (definitions.isEmpty()) {
                return;
            }
            StreamArchive records = StreamArchive.of(
                    between.archive(), stream.topic(), Moment.of(between.log(), between.clock(), stream.topic()));
            List<Planned<E>> plans = new ArrayList<>();
            for (AggregationDefinition<E> definition : definitions) {
                new Planning(base, blocked, rules)
                        .plan(definition, records, request)
                        .ifPresent(plans::add);
            }
            if (plans.isEmpty()) {
                return;
            }
            List<Part<E>> parts = plans.stream().map(Planned::part).toList();
            List<Outcome> outcomes =
                    between.engine().run(new Pass<>(stream, records.files(), parts, attempt), progress);
            for (int i = 0; i < plans.size(); i++) {
                ready.add(new Ready(plans.get(i), outcomes.get(i), base));
            }
        }

        /** Publishes what is computed. Returns the aggregations that must be redone. */
        public Set<String> publish() {
            Set<String> superseded = new LinkedHashSet<>();
            publish(superseded);
            return superseded;
        }

        private void publish(Set<String> superseded) {
            List<Ready> now = List.copyOf(ready);
            ready.clear();
            now.forEach(each -> publish(each.plan(), each.outcome(), each.base(), superseded));
        }

        private void publish(Planned<?> plan, Outcome outcome, Manifest base, Set<String> superseded) {
            String name = plan.part().definition().name();
            if (outcome instanceof Outcome.Failed failed) {
                failures.add("aggregation \"" + name + "\": " + failed.cause().getMessage());
            } else if (outcome instanceof Outcome.Built built) {
                publish(plan, name, built, base, superseded);
            }
        }

        private void publish(Planned<?> plan, String name, Outcome.Built built, Manifest base, Set<String> superseded) {
            Optional<Manifest> next = between.manifests().publish(base, plan.view(built, run));
            if (next.isEmpty()) {
                superseded.add(name);
                built.written().stream().map(ViewFile::path).forEach(between.storage()::delete);
                return;
            }
            manifest = next.get().number();
            published.add(name);
            if (built.skipped() > 0) {
                notes.add("aggregation \"" + name + "\": its code threw on " + built.skipped()
                        + " events, which are left out");
            }
        }
    }
}
