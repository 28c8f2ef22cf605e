package io.tidemark.serving.flip;

import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.tidemark.CutRule;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the manifests: loads what the newest one names, and flips each aggregation when it may. Somebody calls
 * {@link #step} again and again; one call at a time does something. A fault leaves the views as they are and is told by
 * {@link #faults} until it is gone.
 */
public final class ViewFollower {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFollower.class);
    private static final String MANIFESTS = "manifests";
    private static final int FEW_CORES = 2;

    private final Model model;
    private final BatchViews batch;
    /** What is read from while questions are answered. */
    private final BatchViews considerate;

    private final BatchIndex index;
    private final RealtimeView realtime;
    private final ServedViews served;
    private final Leases leases;
    private final FlipListener listener;
    private final HistoricViews historic;
    private final Set<CutRule> rules;

    /** Views that were served and may still be read. */
    private final List<ServedView> retiring = new ArrayList<>();

    private final Map<String, String> faults = new ConcurrentSkipListMap<>();
    private final Map<String, String> waiting = new ConcurrentSkipListMap<>();
    private Set<IndexedFile> retained = Set.of();
    private volatile long newestSeen;
    private volatile boolean ready;

    /** What a follower stands between. */
    public record Between(BatchViews batch, BatchIndex index, RealtimeView realtime, ServedViews served) {}

    /**
     * @param node names this node in its leases: no other node's name
     * @param leaseDuration how long the realtime side keeps what is needed to answer, beyond this node's last word
     */
    public ViewFollower(
            Model model,
            Between between,
            String node,
            java.time.Duration leaseDuration,
            Clock clock,
            FlipListener listener) {
        this(model, between, node, leaseDuration, clock, listener, CutRule.ALL);
    }

    /** For the simulation, which takes rules away. */
    public ViewFollower(
            Model model,
            Between between,
            String node,
            java.time.Duration leaseDuration,
            Clock clock,
            FlipListener listener,
            Set<CutRule> rules) {
        this.model = model;
        this.batch = between.batch();
        this.considerate =
                Runtime.getRuntime().availableProcessors() > FEW_CORES ? batch : new ConsiderateBatchViews(batch);
        this.index = between.index();
        this.realtime = between.realtime();
        this.served = between.served();
        this.leases = new Leases(node, realtime, leaseDuration, clock);
        this.listener = listener;
        this.historic = new HistoricViews(batch, index);
        this.rules = rules;
    }

    /**
     * Looks for a newer manifest and does what can be done now.
     *
     * @return how many aggregations flipped
     */
    public synchronized int step() {
        Manifest newest;
        try {
            newest = batch.newest();
            faults.remove(MANIFESTS);
        } catch (IOException | RuntimeException e) {
            fault(MANIFESTS, "the newest manifest cannot be read: " + e + "; see that the batch layer's root is there");
            return 0;
        }
        if (newest.number() < newestSeen) {
            fault(
                    MANIFESTS,
                    "the newest manifest has number " + newest.number() + " after " + newestSeen
                            + "; give this node the batch root it had, or restart it");
            return 0;
        }
        newestSeen = newest.number();
        List<ServedView> candidates = new ArrayList<>();
        int flips = 0;
        for (AggregationDefinition<?> definition : model.aggregations()) {
            flips += follow(definition, newest, candidates) ? 1 : 0;
        }
        ready |= faults.isEmpty();
        settle(candidates);
        return flips;
    }

    private boolean follow(AggregationDefinition<?> definition, Manifest newest, List<ServedView> candidates) {
        String name = definition.name();
        ServedView current = served.peek(name);
        AggregationView entry;
        try {
            entry = entry(definition, newest);
        } catch (IOException e) {
            fault(name, "aggregation \"" + name + "\": where its log began cannot be read: " + e.getMessage());
            return false;
        }
        if (entry.equals(current.entry())) {
            waiting.remove(name);
            faults.remove(name);
            if (newest.number() > current.manifest()) {
                swap(current.renumbered(newest.number(), newest.published()));
            }
            return false;
        }
        try {
            IndexedView files = index.load(entry, definition, ready ? considerate : batch);
            ServedView candidate = new ServedView(
                    definition, newest.number(), newest.published(), entry, files, leases.holder(newest.number()));
            leases.hold(candidate);
            faults.remove(name);
            Optional<String> refusal = refusal(current, candidate);
            if (refusal.isPresent()) {
                waiting.put(name, "manifest " + newest.number() + " waits: " + refusal.get());
                candidates.add(candidate);
                return false;
            }
            waiting.remove(name);
            swap(candidate);
            LOG.info(
                    "Flipped: aggregation={} manifest={} run={} tidemark={}",
                    name,
                    candidate.manifest(),
                    entry.run(),
                    entry.tidemark().offsets().offsets());
            listener.flipped(current, candidate);
            return true;
        } catch (IOException | IndexException e) {
            fault(name, "aggregation \"" + name + "\", manifest " + newest.number() + ": cannot be loaded: " + e);
            return false;
        }
    }

    /** A view that is in no manifest yet begins where its log did (PROTOCOL 26). */
    private AggregationView entry(AggregationDefinition<?> definition, Manifest newest) throws IOException {
        AggregationView entry = newest.view(definition.name(), definition.fingerprint());
        if (entry.isPublished()) {
            return entry;
        }
        return batch.beginnings()
                .of(definition.stream().topic())
                .map(entry::beginningAt)
                .orElse(entry);
    }

    /** Why the candidate may not be served yet. Asks of the old view first: what is asked later stands further. */
    private Optional<String> refusal(ServedView current, ServedView candidate) {
        String topic = current.tidemark().topicId();
        if (!topic.isEmpty() && !topic.equals(candidate.tidemark().topicId())) {
            return Optional.of("its offsets are of another topic id ("
                    + candidate.tidemark().topicId() + ") than " + topic + "; the topic was re-created");
        }
        if (!rules.contains(CutRule.MONOTONE)) {
            return Optional.empty();
        }
        AsOf before = AsOf.of(current.tidemark(), coverage(current));
        return AsOf.of(candidate.tidemark(), coverage(candidate)).refusalAfter(before);
    }

    private Coverage coverage(ServedView view) {
        try {
            return realtime.coverage(view.definition().name(), view.entry().fingerprint(), view.tidemark());
        } catch (RealtimeUnavailableException e) {
            return new Coverage(0, new TreeMap<>());
        }
    }

    private void swap(ServedView next) {
        ServedView before = served.swap(next);
        before.close();
        retiring.add(before);
    }

    /** Renews what is needed, and lets go of what nobody can read any more. */
    private void settle(List<ServedView> candidates) {
        retiring.removeIf(ServedView::isUnpinned);
        List<ServedView> live = new ArrayList<>(served.all());
        live.addAll(candidates);
        live.addAll(retiring);
        live.forEach(leases::hold);
        leases.keepOnly(live);
        live.addAll(historic.live());
        Set<IndexedFile> needed = new HashSet<>();
        live.forEach(view -> needed.addAll(view.files().files()));
        if (!needed.equals(retained) || index.files() != needed.size()) {
            try {
                index.retain(needed);
                retained = needed;
                faults.remove("index");
            } catch (IndexException e) {
                fault("index", e.getMessage());
            }
        }
    }

    /**
     * The view of an aggregation in an earlier manifest, pinned. Loads its files if they are not here.
     *
     * @throws ManifestUnavailableException if there is no such manifest, or its files are no longer kept
     */
    public synchronized ServedView pinned(String aggregation, long manifest) {
        return historic.pinned(served.peek(aggregation).definition(), manifest);
    }

    /** Whether the newest manifest was loaded once, so that answers begin where the node before left off. */
    public boolean isReady() {
        return ready;
    }

    /** The number of the newest manifest seen. */
    public long newestSeen() {
        return newestSeen;
    }

    /** Why the newest view of an aggregation is not served yet, by aggregation. */
    public Map<String, String> waiting() {
        return Map.copyOf(waiting);
    }

    public List<String> faults() {
        return List.copyOf(faults.values());
    }

    private void fault(String place, String message) {
        if (!message.equals(faults.put(place, message))) {
            LOG.warn("The batch views cannot be followed: {}", message);
        }
    }
}
