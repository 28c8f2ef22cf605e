package io.tidemark.serving.flip;

import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the manifests: has loaded what the newest one names, and flips each aggregation when it may. One thread calls
 * {@link #step} again and again. Each aggregation goes its own way, so that one whose view is damaged, slow to load or not
 * answered for yet holds up no other; what is wrong with it stands in the faults until it is gone, and the views stay as
 * they are.
 */
public final class ViewFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFollower.class);
    private static final String INDEX = "index of the batch views";
    private static final int FEW_CORES = 2;

    private final Model model;
    private final BatchViews batch;
    /** What is read from while questions are answered. */
    private final BatchViews considerate;

    private final BatchIndex index;
    private final RealtimeView realtime;
    private final ServedViews served;
    private final Setting setting;
    private final FaultSource faults;
    private final Reminders reminders;
    private final ManifestPoll poll;
    private final ViewLoader loader;
    private final Cut cut;

    /** Views that were served and may still be read. */
    private final List<ServedView> retiring = new CopyOnWriteArrayList<>();

    /** By aggregation: what is needed of the realtime side for the view that is loaded next. */
    private final Map<String, TidemarkLease> wanted = new ConcurrentHashMap<>();

    private final Map<String, String> waiting = new ConcurrentSkipListMap<>();
    private final NodeLeases leases;
    /** Aggregations that are being followed at this moment. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /** By aggregation: what became of its newest view, at the last look. */
    private final Map<String, Look> looked = new ConcurrentHashMap<>();

    private final AtomicInteger flips = new AtomicInteger();
    private volatile boolean ready;

    private enum Look {
        /** No manifest names a view. */
        NOTHING,
        LOADED,
        AT_FAULT
    }

    /**
     * What a follower stands between.
     *
     * @param speedNodes each of those that {@code realtime} is made of
     */
    public record Between(
            BatchViews batch, BatchIndex index, RealtimeView realtime, SpeedNodes speedNodes, ServedViews served) {}

    /**
     * How a follower is run.
     *
     * @param node names this node in its leases: no other node's name
     * @param lease how long the realtime side keeps what is needed to answer, beyond this node's last word
     * @param loads where an aggregation is followed; never more than one task for each at a time
     * @param asks where speed nodes are asked: no task may wait for another
     * @param faults where what is wrong is told
     */
    public record Setting(String node, Duration lease, Clock clock, Executor loads, Executor asks, Faults faults) {}

    public ViewFollower(Model model, Between between, Setting setting) {
        this(model, between, setting, Cut.PROVEN);
    }

    /** For the simulation, which takes decisions of the cut away. */
    public ViewFollower(Model model, Between between, Setting setting, Cut cut) {
        this.model = model;
        this.batch = between.batch();
        this.considerate =
                Runtime.getRuntime().availableProcessors() > FEW_CORES ? batch : new ConsiderateBatchViews(batch);
        this.index = between.index();
        this.realtime = between.realtime();
        this.served = between.served();
        this.setting = setting;
        this.faults = setting.faults().source();
        this.reminders = new Reminders(setting.clock());
        this.poll = new ManifestPoll(batch, setting.faults());
        this.loader = new ViewLoader(index, setting.clock(), setting.faults());
        this.cut = cut;
        this.leases = new NodeLeases(
                between.speedNodes(),
                node -> new LeaseKeeper(node.view(), node.place(), this::needed, setting),
                setting.asks(),
                setting.lease().dividedBy(LeaseKeeper.PARTS * LeaseKeeper.PARTS));
    }

    /** What keeps the tidemarks leased that are needed. Somebody steps it, on a timer of its own. */
    public NodeLeases leases() {
        return leases;
    }

    /**
     * Looks for a newer manifest, and has done what can be done now.
     *
     * @return how many aggregations flipped meanwhile
     */
    public int step() {
        int before = flips.get();
        poll.look().ifPresent(this::follow);
        settle();
        return flips.get() - before;
    }

    private void follow(Manifest newest) {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (!busy.add(definition.name())) {
                continue;
            }
            try {
                setting.loads().execute(() -> follow(definition, newest));
            } catch (Throwable refused) {
                busy.remove(definition.name());
                throw refused;
            }
        }
    }

    private void follow(AggregationDefinition<?> definition, Manifest newest) {
        String name = definition.name();
        Look look = Look.AT_FAULT;
        try {
            Wanted view = new Wanted(definition, newest, entry(definition, newest));
            if (isServed(view)) {
                wanted.remove(name);
                waiting.remove(name);
                loader.forget(name);
                look = view.entry().isPublished() ? Look.LOADED : Look.NOTHING;
            } else if (load(view)) {
                look = Look.LOADED;
            }
            faults.clear(place(name));
            if (reminders.isOver(place(name))) {
                LOG.info("An aggregation is followed again: aggregation={}", name);
            }
        } catch (Throwable failure) {
            Fault fault = new Fault(
                    "TM-SRV-016",
                    place(name),
                    "manifest " + newest.number() + " cannot be followed, the view before is served: "
                            + Reason.of(failure),
                    "it is tried again; the log has the stack trace: report it if it lasts");
            faults.raise(fault);
            if (reminders.isDue(fault)) {
                LOG.warn("An aggregation cannot be followed: aggregation={}", name, failure);
            }
        } finally {
            looked.put(name, look);
            busy.remove(name);
        }
    }

    private static String place(String aggregation) {
        return "flip of aggregation \"" + aggregation + "\"";
    }

    /** A view that is in no manifest yet begins where its logs did (PROTOCOL 26); one of a log that has ended has it behind it. */
    private AggregationView entry(AggregationDefinition<?> definition, Manifest newest) throws IOException {
        AggregationView entry = newest.viewOrEmpty(definition.id());
        for (String topic : definition.input().topics()) {
            entry = batch.beginnings().of(topic).map(entry::on).orElse(entry);
        }
        return entry;
    }

    /** Whether the newest view is served already, and its files are here; it may have a newer number now. */
    private boolean isServed(Wanted view) {
        ServedView current = served.peek(view.name());
        if (!view.entry().equals(current.entry()) || !index.isWhole(current.files())) {
            return false;
        }
        if (view.manifest().number() > current.manifest()) {
            swap(
                    current,
                    current.renumbered(view.manifest().number(), view.manifest().published()));
        }
        return true;
    }

    /** Loads the newest view, and flips if it may. Returns whether it is loaded. */
    private boolean load(Wanted view) {
        String name = view.name();
        if (loader.isResting(view)) {
            return false;
        }
        TidemarkLease lease = lease(view);
        // Before it is loaded, which may take longer than the realtime side keeps what nobody asked for.
        wanted.put(name, lease);
        leases.hold(lease);
        Optional<ServedView> loaded = loader.load(view, lease, ready ? considerate : batch);
        if (loaded.isEmpty()) {
            return false;
        }
        ServedView current = served.peek(name);
        ServedView candidate = loaded.get();
        Optional<String> refusal = refusal(current, candidate);
        if (refusal.isPresent()) {
            waiting.put(name, "manifest " + view.manifest().number() + " waits: " + refusal.get());
            return true;
        }
        waiting.remove(name);
        loader.release(name);
        swap(current, candidate);
        wanted.remove(name);
        flips.incrementAndGet();
        LOG.info(
                "Flipped: aggregation={} manifest={} run={} tidemark={}",
                name,
                candidate.manifest(),
                candidate.entry().run(),
                candidate.tidemark().offsets().offsets());
        served.tell(current, candidate);
        return true;
    }

    /** What is needed to answer from the view: the same for as long as it is the one that is wanted. */
    private TidemarkLease lease(Wanted view) {
        TidemarkLease before = wanted.get(view.name());
        if (before != null && before.tidemark().equals(view.entry().tidemark())) {
            return before;
        }
        return lease(setting.node() + "#" + view.manifest().number(), view.entry());
    }

    /** Why the candidate may not be served yet. Asks of the old view first: what is asked later stands further. */
    private Optional<String> refusal(ServedView current, ServedView candidate) {
        Set<PartitionId> ended = candidate.entry().ended().keySet();
        for (PartitionId partition : candidate.tidemark().positions().keySet()) {
            Optional<LogId> before = current.tidemark().namesake(partition.log());
            if (before.isPresent()
                    && ended.stream().noneMatch(former -> former.log().equals(before.get()))) {
                return Optional.of("its offsets are of the log with "
                        + partition.log().describe() + ", and those served have "
                        + before.get().describe() + "; the topic was re-created, or is another cluster's");
            }
        }
        // Where there is nothing to go on answering from, what others have not loaded they load when they are asked.
        Optional<String> others = current.entry().isPublished() ? index.awaited(candidate.files()) : Optional.empty();
        if (others.isPresent()) {
            return others;
        }
        AsOf before = asOf(current);
        return asOf(candidate).refusalAfter(before, ended, cut);
    }

    private AsOf asOf(ServedView view) {
        return AsOf.of(view.entry(), view.definition().input().topics(), coverage(view));
    }

    private Coverage coverage(ServedView view) {
        try {
            return realtime.coverage(view.entry().id(), view.tidemark());
        } catch (RealtimeUnavailableException e) {
            return Coverage.NONE;
        }
    }

    private void swap(ServedView current, ServedView next) {
        // Retiring before it is replaced: at no moment does the lease keeper see neither of the two.
        retiring.add(current);
        served.swap(next);
        current.close();
    }

    /** What the realtime side must keep at present: for what is served, for what may still be read, for what comes. */
    private Collection<TidemarkLease> needed() {
        // In the order in which a view goes through them, so that none is missed on its way from one to the next.
        Set<TidemarkLease> needed = new HashSet<>(wanted.values());
        served.all().forEach(view -> needed.add(lease(view.leaseHolder(), view.entry())));
        retiring.forEach(view -> needed.add(lease(view.leaseHolder(), view.entry())));
        return needed;
    }

    private TidemarkLease lease(String holder, AggregationView entry) {
        return new TidemarkLease(holder, entry.id(), entry.tidemark(), setting.lease());
    }

    /** Lets go of what nobody can read any more. */
    private void settle() {
        retiring.removeIf(ServedView::isUnpinned);
        ready = ready || isAnythingToAnswerFrom();
        if (!ready) {
            // What an earlier life has loaded may be just what is wanted.
            return;
        }
        // Whatever else cannot be done: while the storage is away no newer view comes, and these go on answering.
        served.all().forEach(view -> index.keep(view.files()));
        try {
            index.dropUnheld();
            faults.clear(INDEX);
        } catch (RuntimeException e) {
            faults.raise(
                    e instanceof FaultException named
                            ? new Fault(
                                    "TM-SRV-007",
                                    INDEX,
                                    named.fault().fault(),
                                    named.fault().mend())
                            : new Fault("TM-SRV-007", INDEX, Reason.of(e), "see that its directory can be written"));
        }
    }

    private boolean isAnythingToAnswerFrom() {
        return looked.size() == model.aggregations().size()
                && (looked.containsValue(Look.LOADED) || !looked.containsValue(Look.AT_FAULT));
    }

    /**
     * Whether the newest view of every aggregation was loaded or found at fault once, and not all that there are at fault:
     * so that answers begin where the node before left off.
     */
    public boolean isReady() {
        return ready;
    }

    /** The number of the newest manifest seen. */
    public long newestSeen() {
        return poll.newestSeen();
    }

    /** Why the newest view of an aggregation is not served yet, by aggregation. */
    public Map<String, String> waiting() {
        return Map.copyOf(waiting);
    }
}
