package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Held;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.log.LogTopics;
import io.tidemark.log.Silence;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.Tidemark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private final Cut cut;

    /**
     * What runs stand between.
     *
     * @param log is asked where it ends, and for nothing else: a run reads the archive
     * @param clock the wall clock that what a run says of time is bounded by
     */
    public record Between(
            Storage storage, Archive archive, ManifestStore manifests, Engine engine, LogTopics log, Clock clock) {}

    public Run(Model model, Between between) {
        this(model, between, Cut.PROVEN);
    }

    /** For the simulation, which takes decisions of the cut away. */
    public Run(Model model, Between between, Cut cut) {
        this.model = model;
        this.between = between;
        this.cut = cut;
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
                throw new StorageException(
                        "run " + run,
                        "was superseded " + REDOS + " times by other runs; are there several batch processes on "
                                + between.storage().root() + "?",
                        null);
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

    /** The names of the model's aggregations. */
    public Set<String> aggregations() {
        Set<String> names = new LinkedHashSet<>();
        model.aggregations().forEach(definition -> names.add(definition.name()));
        return names;
    }

    /** What looks wrong with the published views, or with what they were made of, though no run failed. */
    public List<Fault> warnings() {
        Manifest newest = between.manifests().newest();
        Set<Fault> warnings = new LinkedHashSet<>(between.manifests().unlisted());
        Map<String, StreamArchive> archives = new HashMap<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            AggregationView view = newest.viewOrEmpty(definition.id());
            EventTimes.warning(view).ifPresent(warnings::add);
            if (view.isPublished()) {
                archive(definition, archives).lost(view).ifPresent(warnings::add);
            }
        }
        return List.copyOf(warnings);
    }

    /**
     * Asked again and again: where the log ends is left to the run itself.
     *
     * @param known by topic, what was looked at for other aggregations
     */
    private StreamArchive archive(AggregationDefinition<?> definition, Map<String, StreamArchive> known) {
        return known.computeIfAbsent(definition.stream().topic(), topic -> {
            Moment now = new Moment(between.clock().millis(), new TreeMap<>());
            return StreamArchive.of(between.archive(), topic, now);
        });
    }

    /**
     * Whether there are aggregations without a view of their definition for which the archive has a cut already. They
     * should not have to wait for the next scheduled run.
     */
    public boolean isViewMissing() {
        Manifest base = between.manifests().newest();
        RunRequest request = new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, false);
        Map<String, StreamArchive> archives = new HashMap<>();
        return model.aggregations().stream()
                .filter(definition -> isMissing(base, definition))
                .anyMatch(definition -> new Planning(base, new LinkedHashSet<>(), cut)
                        .plan(definition, archive(definition, archives), request)
                        .isPresent());
    }

    private static boolean isMissing(Manifest base, AggregationDefinition<?> definition) {
        return !base.viewOrEmpty(definition.id()).isPublished();
    }

    private Set<String> wanted(RunRequest request) {
        Set<String> wanted = aggregations();
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

    /** What is common to all streams of a round. */
    private record Round(Set<String> names, Manifest base, Silence silence, String attempt) {}

    /** What is computed and not yet published. */
    private record Ready(Planned<?> plan, Outcome outcome, Manifest base, StreamArchive records) {}

    /** One run on its way. Owned by one thread. */
    public final class Execution {
        private final String run;
        private final RunRequest request;
        private final Progress progress;
        private final List<String> published = new ArrayList<>();
        private final Set<Fault> blocked = new LinkedHashSet<>();
        private final List<String> notes = new ArrayList<>();
        private final List<RunFailure> failures = new ArrayList<>();
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
            Set<String> superseded = new LinkedHashSet<>();
            compute(names, attempt);
            publish(superseded);
            return superseded;
        }

        // Files that are being read or written when a thread is interrupted fail in their own way.
        private static InterruptedException interrupted(Throwable fault) {
            InterruptedException stopped = new InterruptedException("the run was interrupted");
            stopped.initCause(fault);
            return stopped;
        }

        private void compute(Set<String> names, String attempt) throws InterruptedException {
            Round round = new Round(names, between.manifests().newest(), new Silence(), attempt);
            for (StreamDefinition<?> stream : model.streams()) {
                compute(stream, round);
            }
        }

        @SuppressWarnings("unchecked")
        private <E> void compute(StreamDefinition<E> stream, Round round) throws InterruptedException {
            List<AggregationDefinition<E>> definitions = model.aggregations().stream()
                    .filter(definition -> definition.stream().topic().equals(stream.topic()))
                    .filter(definition -> round.names().contains(definition.name()))
                    .map(definition -> (AggregationDefinition<E>) definition)
                    .toList();
            if (definitions.isEmpty()) {
                return;
            }
            StreamArchive records;
            try {
                Moment moment = Moment.of(between.log(), between.clock(), stream.topic(), round.silence());
                records = StreamArchive.of(between.archive(), stream.topic(), moment);
            } catch (RuntimeException e) {
                failed(definitions.stream().map(AggregationDefinition::name).toList(), e);
                return;
            }
            List<Planned<E>> plans = new ArrayList<>();
            for (AggregationDefinition<E> definition : definitions) {
                try {
                    new Planning(round.base(), blocked, cut)
                            .plan(definition, records, request)
                            .ifPresent(plans::add);
                } catch (RuntimeException e) {
                    failed(List.of(definition.name()), e);
                }
            }
            if (plans.isEmpty()) {
                return;
            }
            List<Part<E>> parts = plans.stream().map(Planned::part).toList();
            List<ArchiveFile> files;
            try {
                files = records.files(stream, parts);
            } catch (RuntimeException e) {
                failed(parts.stream().map(part -> part.definition().name()).toList(), e);
                return;
            }
            List<Outcome> outcomes = fold(new Pass<>(stream, files, parts, round.attempt()));
            for (int i = 0; i < plans.size(); i++) {
                ready.add(new Ready(plans.get(i), outcomes.get(i), round.base(), records));
            }
        }

        /** One pass for all parts; if it fails, one for each, so that whichever part it is for fails alone. */
        private <E> List<Outcome> fold(Pass<E> pass) throws InterruptedException {
            try {
                return between.engine().run(pass, progress);
            } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError failure) {
                if (Thread.interrupted()) {
                    throw interrupted(failure);
                }
                boolean isOfAll = failure instanceof EngineException
                        || (failure instanceof FaultException named && named.passesByItself());
                if (pass.parts().size() == 1 || isOfAll) {
                    return pass.parts().stream()
                            .<Outcome>map(part -> new Outcome.Failed(failure))
                            .toList();
                }
                LOG.warn("a pass failed, and each aggregation is folded by itself run={}", run, failure);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < pass.parts().size(); i++) {
                outcomes.addAll(fold(new Pass<>(
                        pass.stream(), pass.files(), List.of(pass.parts().get(i)), pass.attempt() + "-alone" + i)));
            }
            return outcomes;
        }

        private void failed(List<String> aggregations, Throwable cause) throws InterruptedException {
            if (Thread.interrupted()) {
                throw interrupted(cause);
            }
            RunFailure failure = RunFailure.of(aggregations, cause);
            Throwable trace = cause instanceof FaultException ? null : cause;
            LOG.warn("a run failed for some aggregations run={} failure={}", run, failure, trace);
            failures.add(failure);
        }

        /** Publishes what is computed. Returns the aggregations that must be redone. */
        public Set<String> publish() throws InterruptedException {
            Set<String> superseded = new LinkedHashSet<>();
            publish(superseded);
            return superseded;
        }

        private void publish(Set<String> superseded) throws InterruptedException {
            Map<ViewId, Outcome.Built> built = new LinkedHashMap<>();
            List<AggregationView> views = new ArrayList<>();
            Manifest base = Manifest.NONE;
            IdentityHashMap<StreamArchive, List<Tidemark>> gone = new IdentityHashMap<>();
            List<Ready> now = List.copyOf(ready);
            ready.clear();
            for (Ready each : now) {
                base = each.base();
                if (each.outcome() instanceof Outcome.Failed failed) {
                    failed(List.of(each.plan().part().definition().name()), failed.cause());
                } else if (each.outcome() instanceof Outcome.Built made) {
                    AggregationView view = each.plan().view(made, run);
                    views.add(view);
                    gone.computeIfAbsent(each.records(), records -> new ArrayList<>())
                            .add(new Tidemark(view.positions()));
                    built.put(view.id(), made);
                }
            }
            if (views.isEmpty()) {
                return;
            }
            try {
                ManifestStore.Published done = between.manifests().publish(base, views, more(gone));
                built.forEach((id, made) -> published(id, made, done, superseded));
            } catch (StorageException | ManifestException e) {
                failed(built.keySet().stream().map(ViewId::name).toList(), e);
            }
        }

        /** What lists may tell of the archive from now on: as far as the view goes that went furthest. */
        private List<ManifestStore.MoreListed> more(IdentityHashMap<StreamArchive, List<Tidemark>> gone) {
            List<ManifestStore.MoreListed> more = new ArrayList<>();
            Set<ViewId> defined = new HashSet<>();
            model.aggregations().forEach(definition -> defined.add(definition.id()));
            gone.forEach((records, tidemarks) -> records.more(
                            Tidemark.furthest(tidemarks), between.manifests(), cut, defined)
                    .ifPresent(more::add));
            return more;
        }

        private void published(ViewId id, Outcome.Built built, ManifestStore.Published now, Set<String> superseded) {
            String name = id.name();
            if (now.superseded().contains(id)) {
                superseded.add(name);
                built.written().stream().map(ViewFile::path).forEach(between.storage()::delete);
                return;
            }
            manifest = now.manifest().number();
            published.add(name);
            if (request instanceof RunRequest.Recompute recompute
                    && !recompute.range().isAll()) {
                model.aggregation(name)
                        .filter(definition -> Held.timeOf(definition.stream()).isEmpty())
                        .ifPresent(definition -> notes.add("aggregation \"" + name
                                + "\": all of the archive was read, since code computes the event time and no file tells"
                                + " in which of them the range lies"));
            }
            if (built.skipped() > 0) {
                notes.add("aggregation \"" + name + "\": left out: " + Counted.of(built.skipped(), "event")
                        + ", on which code threw or whose time cannot be used");
            }
        }
    }
}
