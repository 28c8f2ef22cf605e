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
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes runs: plans from the newest manifest, lets the engine do the work, each stream in one pass, and publishes each
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
    private InputArchive archive(AggregationDefinition<?> definition, Map<String, StreamArchive> known) {
        for (String topic : definition.input().topics()) {
            known.computeIfAbsent(topic, any -> {
                Moment now = new Moment(between.clock().millis(), new TreeMap<>());
                return StreamArchive.of(between.archive(), topic, now);
            });
        }
        return new InputArchive(definition, known);
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
                .anyMatch(definition -> new Planning(base, Set.of(), new LinkedHashSet<>(), cut)
                        .plan(definition, archive(definition, archives), request)
                        .isPresent());
    }

    private static boolean isMissing(Manifest base, AggregationDefinition<?> definition) {
        return !base.viewOrEmpty(definition.id()).isPublished();
    }

    /** Whether no file tells whether it has something of a range of event times. */
    private static boolean tellsNoTimes(AggregationDefinition<?> definition) {
        return definition.input().sources().stream()
                .anyMatch(source ->
                        !source.keepsTime() || Held.timeOf(source.stream()).isEmpty());
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

    /**
     * What is common to all passes of a round.
     *
     * @param lost partitions of which it cannot be read any more what an operator remembers
     */
    private record Round(Manifest base, Silence silence, String attempt, Set<PartitionId> lost) {
        Round without(Set<PartitionId> nowLost) {
            return new Round(base, silence, attempt + "-anew", nowLost);
        }
    }

    /** What is computed and not yet published. */
    private record Ready(Planned<?> plan, Outcome outcome, Manifest base, InputArchive records) {}

    /** Where views have gone in the archive of one stream. */
    private record Gone(StreamArchive records, List<Tidemark> tidemarks) {
        void add(Tidemark view) {
            tidemarks.add(records.own(view));
        }
    }

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
            Round round = new Round(between.manifests().newest(), new Silence(), attempt, Set.of());
            List<AggregationDefinition<?>> wanted = model.aggregations().stream()
                    .filter(definition -> names.contains(definition.name()))
                    .toList();
            for (List<AggregationDefinition<?>> together : Together.of(wanted)) {
                compute(together, round);
            }
        }

        /** Of aggregations whose streams are read in one pass. */
        private void compute(List<AggregationDefinition<?>> definitions, Round round) throws InterruptedException {
            Map<String, StreamArchive> archives = archives(definitions, round);
            List<Planned<?>> plans = new ArrayList<>();
            List<InputArchive> records = new ArrayList<>();
            for (AggregationDefinition<?> definition : definitions) {
                if (archives.keySet().containsAll(definition.input().topics())) {
                    plan(definition, new InputArchive(definition, archives), round, plans, records);
                }
            }
            if (plans.isEmpty()) {
                return;
            }
            List<Part<?>> parts = new ArrayList<>();
            plans.forEach(plan -> parts.add(plan.part()));
            List<ArchiveFile> files = new ArrayList<>();
            try {
                archives.values().forEach(archive -> files.addAll(archive.files(parts)));
            } catch (RuntimeException e) {
                failed(parts.stream().map(part -> part.definition().name()).toList(), e);
                return;
            }
            List<Outcome> outcomes = fold(new Pass(files, parts, round.attempt()));
            for (int i = 0; i < plans.size(); i++) {
                Ready computed = new Ready(plans.get(i), outcomes.get(i), round.base(), records.get(i));
                Set<PartitionId> lost = round.lost().isEmpty()
                        ? new LostEntries(between.storage()).of(plans.get(i).part(), outcomes.get(i))
                        : Set.of();
                if (lost.isEmpty()) {
                    ready.add(computed);
                } else {
                    computeAnew(computed, round.without(lost));
                }
            }
        }

        /** From the archive, if that reaches back far enough; if not, the file that is lost is a fault beside that one. */
        private void computeAnew(Ready failed, Round anew) throws InterruptedException {
            AggregationDefinition<?> definition = failed.plan().part().definition();
            int before = failures.size();
            compute(List.of(definition), anew);
            if (failures.size() > before) {
                failed(List.of(definition.name()), ((Outcome.Failed) failed.outcome()).cause());
            } else {
                notes.add("aggregation \"" + definition.name() + "\": what its operator remembers of " + anew.lost()
                        + " could not be read, and is made anew from the archive");
            }
        }

        private void plan(
                AggregationDefinition<?> definition,
                InputArchive archive,
                Round round,
                List<Planned<?>> plans,
                List<InputArchive> records)
                throws InterruptedException {
            try {
                new Planning(round.base(), round.lost(), blocked, cut)
                        .plan(definition, archive, request)
                        .ifPresent(plan -> {
                            plans.add(plan);
                            records.add(archive);
                        });
            } catch (RuntimeException e) {
                failed(List.of(definition.name()), e);
            }
        }

        /** Of their streams those whose archive can be read, by topic; of the others the aggregations fail. */
        private SortedMap<String, StreamArchive> archives(List<AggregationDefinition<?>> definitions, Round round)
                throws InterruptedException {
            TreeSet<String> topics = new TreeSet<>();
            definitions.forEach(definition -> topics.addAll(definition.input().topics()));
            TreeMap<String, StreamArchive> archives = new TreeMap<>();
            Set<String> failed = new LinkedHashSet<>();
            for (String topic : topics) {
                try {
                    Moment moment = Moment.of(between.log(), between.clock(), topic, round.silence());
                    archives.put(topic, StreamArchive.of(between.archive(), topic, moment));
                } catch (RuntimeException e) {
                    List<String> readers = definitions.stream()
                            .filter(definition -> definition.input().reads(topic))
                            .map(AggregationDefinition::name)
                            .filter(failed::add)
                            .toList();
                    failed(readers, e);
                }
            }
            return archives;
        }

        /** One pass for all parts; if it fails, one for each, so that whichever part it is for fails alone. */
        private List<Outcome> fold(Pass pass) throws InterruptedException {
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
                outcomes.addAll(
                        fold(new Pass(pass.files(), List.of(pass.parts().get(i)), pass.attempt() + "-alone" + i)));
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
            Map<String, Gone> gone = new TreeMap<>();
            List<Ready> now = List.copyOf(ready);
            ready.clear();
            for (Ready each : now) {
                base = each.base();
                if (each.outcome() instanceof Outcome.Failed failed) {
                    failed(List.of(each.plan().part().definition().name()), failed.cause());
                } else if (each.outcome() instanceof Outcome.Built made) {
                    AggregationView view = each.plan().view(made, run);
                    views.add(view);
                    Tidemark until = new Tidemark(view.positions());
                    each.records().streams().forEach(records -> gone.computeIfAbsent(
                                    records.topic(), topic -> new Gone(records, new ArrayList<>()))
                            .add(until));
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
        private List<ManifestStore.MoreListed> more(Map<String, Gone> gone) {
            List<ManifestStore.MoreListed> more = new ArrayList<>();
            gone.values().forEach(each -> each.records()
                    .more(Tidemark.furthest(each.tidemarks()), between.manifests(), cut, model)
                    .ifPresent(more::add));
            return more;
        }

        private void published(ViewId id, Outcome.Built built, ManifestStore.Published now, Set<String> superseded) {
            String name = id.name();
            if (now.superseded().contains(id)) {
                superseded.add(name);
                built.paths().forEach(between.storage()::delete);
                return;
            }
            manifest = now.manifest().number();
            published.add(name);
            if (request instanceof RunRequest.Recompute recompute
                    && !recompute.range().isAll()) {
                model.aggregation(name)
                        .filter(Run::tellsNoTimes)
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
