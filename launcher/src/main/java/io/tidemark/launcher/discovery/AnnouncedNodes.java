package io.tidemark.launcher.discovery;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.fault.FoundFaults;
import io.tidemark.kafka.announce.Announcements;
import io.tidemark.kafka.announce.Announcements.Word;
import io.tidemark.loop.LoopStep;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.speed.query.RemoteRealtimeView;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The speed nodes that announce themselves, as they come and go. One that said that it ends is gone; one that fell silent is
 * not: Kafka may be, and a node that answers is a node. It is gone when neither its announcements nor its answers were
 * heard for long. Stepped by a loop; asked by many threads.
 */
public final class AnnouncedNodes implements SpeedNodes, LoopStep {
    private static final Logger LOG = LoggerFactory.getLogger(AnnouncedNodes.class);
    private static final Duration LISTENING = Duration.ofSeconds(1);
    /** Until then a node that was killed is named in the status. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final Announcements announcements;
    private final String self;
    private final Installation installation;
    private final String scheme;
    private final Function<URI, RemoteRealtimeView> asking;
    private final FoundFaults faults;
    private final List<Node> own;
    private final Map<String, Known> known = new HashMap<>();
    private volatile List<Node> present;

    private record Known(URI endpoint, RemoteRealtimeView view, Node node) {}

    /**
     * What a process knows of itself.
     *
     * @param key its own in the announcements: what it says itself is no news to it
     * @param own the speed nodes in this process
     * @param scheme of the endpoints that may be asked: what is a secret is said to no other
     */
    public record Self(String key, List<Node> own, Installation installation, String scheme) {
        public Self {
            own = List.copyOf(own);
        }
    }

    /** @param asking makes what asks the node of an endpoint */
    public AnnouncedNodes(
            Announcements announcements, Self self, Function<URI, RemoteRealtimeView> asking, Faults faults) {
        this.announcements = announcements;
        this.self = self.key();
        this.own = self.own();
        this.installation = self.installation();
        this.scheme = self.scheme();
        this.asking = asking;
        this.faults = new FoundFaults(faults);
        this.present = own;
    }

    @Override
    public List<Node> present() {
        return present;
    }

    @Override
    public Duration step() {
        announcements.listen(LISTENING);
        take(announcements.newest());
        return Duration.ZERO;
    }

    void take(Map<String, Word> words) {
        List<Fault> found = new ArrayList<>();
        Map<URI, String> byEndpoint = new HashMap<>();
        Map<String, Word> newest = new HashMap<>();
        words.forEach((key, word) -> NodeWord.of(word.value()).ifPresent(said -> {
            if (key.equals(self) || !mayBeAsked(said, word, found)) {
                return;
            }
            // Of two at one place the one that was heard last is there.
            String other = byEndpoint.get(said.endpoint());
            if (other == null || newest.get(other).heardNanos() - word.heardNanos() < 0) {
                newest.remove(other);
                newest.put(key, word);
                byEndpoint.put(said.endpoint(), key);
            }
        }));
        known.keySet().removeIf(key -> isGone(key, newest.get(key)));
        byEndpoint.forEach((endpoint, key) -> come(key, endpoint, newest.get(key)));
        List<Node> all = new ArrayList<>(own);
        known.values().stream()
                .map(Known::node)
                .sorted(java.util.Comparator.comparing(Node::name))
                .forEach(all::add);
        present = List.copyOf(all);
        faults.found(found);
    }

    private boolean isGone(String key, Word word) {
        boolean isGone = word == null || isForgotten(word, known.get(key).view());
        if (isGone) {
            LOG.info("A speed node is gone: node={}", known.get(key).endpoint());
        }
        return isGone;
    }

    private static boolean isForgotten(Word word, RemoteRealtimeView view) {
        long silent = System.nanoTime() - word.heardNanos();
        return silent > FORGOTTEN.toNanos() && view.silentFor().compareTo(FORGOTTEN) > 0;
    }

    private void come(String key, URI endpoint, Word word) {
        Known before = known.get(key);
        if (before != null && before.endpoint().equals(endpoint)) {
            return;
        }
        if (before == null && System.nanoTime() - word.heardNanos() > FORGOTTEN.toNanos()) {
            return;
        }
        RemoteRealtimeView view = asking.apply(endpoint);
        known.put(key, new Known(endpoint, view, new Node(endpoint.toString(), view)));
        LOG.info("A speed node is there: node={}", endpoint);
    }

    private boolean mayBeAsked(NodeWord said, Word word, List<Fault> found) {
        String place = "announcement of speed node " + said.name() + " at " + said.endpoint();
        if (installation.isNot(said)) {
            // What is left of a former installation is no fault.
            if (word.isNew()) {
                found.add(new Fault(
                        "TM-CFG-036",
                        place,
                        "it is of another installation, of the storage " + said.installation()
                                + ", under the same group.prefix",
                        "give one of the two another group.prefix"));
            }
            return false;
        }
        if (!scheme.equals(said.endpoint().getScheme())) {
            found.add(new Fault(
                    "TM-CFG-034",
                    place,
                    "it is not asked, for nodes here speak " + scheme + " with one another",
                    "give all nodes the nodes.tls. keys, or none"));
            return false;
        }
        return true;
    }

    @Override
    public void wakeup() {
        announcements.wakeup();
    }

    @Override
    public void close() {
        announcements.close();
    }
}
