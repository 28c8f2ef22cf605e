package io.tidemark.launcher.node;

import io.tidemark.batch.BatchNode;
import io.tidemark.batch.schedule.FileBatchControl;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.kafka.KafkaLogReaders;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.kafka.announce.AnnouncementTopic;
import io.tidemark.kafka.announce.Announcements;
import io.tidemark.kafka.announce.Announcer;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.discovery.AnnouncedNodes;
import io.tidemark.launcher.discovery.Installation;
import io.tidemark.launcher.discovery.NodeWord;
import io.tidemark.launcher.discovery.OtherInstallation;
import io.tidemark.launcher.savepoint.SavepointDesk;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.InterruptibleStep;
import io.tidemark.loop.LoopStep;
import io.tidemark.loop.SupervisedLoop;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.speed.SpeedNode;
import io.tidemark.speed.query.RealtimeEndpoint;
import io.tidemark.speed.query.RemoteRealtimeView;
import io.tidemark.speed.store.OpeningStateStore;
import io.tidemark.stream.StreamDefinition;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;

/**
 * One process with one or all of the layers in it. The layers meet here only, through the seams; a layer that is in
 * another process is met through its remote form: speed nodes by their endpoints, the batch layer by the shared storage.
 * Make it, {@link #start} it, {@link #close} it.
 */
public final class AllInOne implements AutoCloseable {
    private static final Duration REMOTE_ANSWER = Duration.ofSeconds(5);
    private static final Duration TLS_LOOK = Duration.ofSeconds(1);

    private final Model model;
    private final NodeSettings settings;
    private final FaultListener listener;
    private final Clock clock;
    private final BatchViews views;
    private final BatchControl control;
    private final KafkaLogTopics topics;
    private final Optional<BatchNode> batch;
    private final Optional<SpeedNode> speed;
    private final Optional<RealtimeEndpoint> endpoint;
    private final Optional<SupervisedLoop> announcer;
    private final AnnouncementTopic announcements;
    private final Installation installation;
    /** Of the speed node and of where it is asked, which whoever asks it is told. */
    private final Faults ofSpeed;

    /** Of each group that this process has members in. */
    private final List<SupervisedLoop> groupLoops = new ArrayList<>();

    private final Closing closing = Closing.whenTold();

    /** Empty until it is started. */
    private volatile Optional<ServingNode> serving = Optional.empty();

    /** A process whose faults nobody hears of but by its status, its metrics and its log. */
    public AllInOne(Model model, NodeSettings settings, Clock clock) {
        this(model, settings, clock, FaultListener.NONE);
    }

    /**
     * The same for a program that wants to know of faults.
     *
     * @param listener hears every fault of every layer in this process, once when it comes up and once when it is over
     */
    public AllInOne(Model model, NodeSettings settings, Clock clock, FaultListener listener) {
        this.listener = listener;
        this.model = model;
        this.settings = settings;
        this.clock = clock;
        // First, and before anything is open: a node does not start on what it would take for an empty storage.
        Storage storage = settings.batch().storage();
        topics = new KafkaLogTopics(settings.kafka());
        announcements = new AnnouncementTopic(new GroupNames(settings.groups()).nodes(), settings.kafka());
        installation = new Installation(settings.batch().memory());
        Optional<OpeningStateStore> state =
                has(Role.SPEED) ? Optional.of(SpeedNode.openState(settings.speed())) : Optional.empty();
        batch = has(Role.BATCH) ? Optional.of(batchNode()) : Optional.empty();
        views = batch.map(BatchNode::views).orElseGet(() -> new FileBatchViews(storage));
        control = batch.map(BatchNode::control).orElseGet(() -> new FileBatchControl(storage, clock));
        ofSpeed = new Faults(listener);
        speed = state.map(this::speedNode);
        endpoint = speed.flatMap(this::endpoint);
        // They lean on one another: what answers is closed first, then what it asks.
        closing.add(topics);
        groupLoops.forEach(closing::add);
        batch.ifPresent(closing::add);
        speed.ifPresent(closing::add);
        endpoint.ifPresent(closing::add);
        announcer = announcer();
        announcer.ifPresent(closing::add);
    }

    /**
     * Returns once everything is open that the roles need on disk. What else keeps a layer from going on, such as an absent
     * broker, is tried again.
     *
     * @throws EndedException if it is closed meanwhile
     * @throws ConfigException if another installation has this one's names
     */
    public void start() {
        if (announcer.isPresent() || isDiscovering()) {
            new OtherInstallation(settings.groups(), installation).refuse(announcements);
        }
        closing.start(() -> speed.ifPresent(SpeedNode::start));
        // The speed layer's threads look for Kafka and read the state meanwhile. Guarded by the benchmark recovery.
        if (has(Role.SERVING)) {
            ServingNode node = closing.add(servingNode());
            closing.start(node::start);
            serving = Optional.of(node);
        }
        closing.start(() -> {
            batch.ifPresent(BatchNode::start);
            announcer.ifPresent(SupervisedLoop::start);
            groupLoops.forEach(SupervisedLoop::start);
        });
        // Before anything is closed: while others take over, this process answers.
        speed.ifPresent(node -> closing.add(savepoints(node)).start());
        speed.ifPresent(node -> closing.add((AutoCloseable) node::handOver));
        speed.ifPresent(SpeedNode::awaitOpen);
        try {
            topics.awaitMade();
        } catch (KafkaException refused) {
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            throw new ConfigException(
                    "TM-CFG-014",
                    "kafka. settings",
                    "no client can be made of them: " + Reason.of(cause),
                    "correct them");
        }
    }

    /** What the batch layer has published. */
    public BatchViews views() {
        return views;
    }

    /** The batch layer's controls, wherever it runs. */
    public BatchControl control() {
        return control;
    }

    /** The realtime view of the speed node in this process, if there is one. */
    public Optional<RealtimeView> realtime() {
        return speed.map(SpeedNode::view);
    }

    /** Where the API and the console are, if this process serves. Known once it is started. */
    public Optional<URI> uri() {
        return serving.map(ServingNode::uri);
    }

    /** Where the speed node in this process is asked by others, if it is. */
    public Optional<URI> speedUri() {
        return endpoint.map(RealtimeEndpoint::uri);
    }

    /** What keeps a layer in this process from going on, with the mend; empty when all is well. */
    public List<Fault> faults() {
        Set<Fault> faults = new LinkedHashSet<>();
        realtime().ifPresent(view -> faults.addAll(view.status().faults()));
        if (batch.isPresent()) {
            faults.addAll(batchFaults());
        }
        serving.ifPresent(node -> faults.addAll(node.faults()));
        return List.copyOf(faults);
    }

    private List<Fault> batchFaults() {
        try {
            return control.status().faults();
        } catch (IOException e) {
            return List.of(new Fault(
                    "TM-STO-001",
                    "batch layer",
                    "its storage cannot be read: " + Reason.of(e),
                    "see that the storage can be reached"));
        }
    }

    /** Stops what there is. One that cannot be closed does not keep the others open. */
    @Override
    public void close() {
        closing.close();
    }

    private boolean has(Role role) {
        return settings.roles().contains(role);
    }

    private BatchNode batchNode() {
        Faults faults = new Faults(listener);
        KafkaLogReaders readers = readers(new GroupNames(settings.groups()).archive(), faults);
        return new BatchNode(model, settings.batch(), readers::inGroup, topics, clock, faults);
    }

    private SpeedNode speedNode(OpeningStateStore state) {
        String group = new GroupNames(settings.groups()).speed(settings.reach().replica());
        KafkaLogReaders readers = readers(group, ofSpeed);
        SpeedNode.Between between = new SpeedNode.Between(readers, readers.others(topics), topics, views, ofSpeed);
        return new SpeedNode(model, settings.speed(), state, between, clock);
    }

    private SupervisedLoop savepoints(SpeedNode node) {
        Storage storage = settings.batch().storage();
        SavepointDesk desk = new SavepointDesk(node, settings.speed(), storage, views, clock);
        return new SupervisedLoop("savepoints", new InterruptibleStep(desk), Backoff.DEFAULT, ofSpeed, clock);
    }

    private Optional<RealtimeEndpoint> endpoint(SpeedNode node) {
        return settings.reach()
                .listener()
                .map(at -> new RealtimeEndpoint(
                        node.view(),
                        at,
                        new NodePass(settings.reach().secret(), Optional.empty(), installation::id),
                        clock,
                        ofSpeed));
    }

    /** What this process shows to speed nodes, as its files say at any time. */
    private NodePass pass(Faults faults) {
        Optional<Tls> tls = settings.reach().tls().map(files -> followed(files, faults));
        return new NodePass(settings.reach().secret(), tls.map(Tls::context), installation::id);
    }

    private Tls followed(TlsFiles files, Faults faults) {
        Tls tls = new Tls(files, faults, clock);
        LoopStep look = () -> {
            tls.look();
            return TLS_LOOK;
        };
        closing.add(new SupervisedLoop("nodes-tls", look, Backoff.DEFAULT, faults, clock))
                .start();
        return tls;
    }

    private ServingNode servingNode() {
        Faults faults = new Faults(listener);
        NodePass pass = pass(faults);
        List<SpeedNodes.Node> own = new ArrayList<>();
        speed.ifPresent(node -> own.add(new SpeedNodes.Node("in this process", node.view())));
        SpeedNodes all = isDiscovering() ? discovered(own, pass, faults) : fixed(own, pass);
        ServingSettings set = settings.serving();
        ServingSettings dividing =
                set.ranges().map(ranges -> set.dividing(ranges.showing(pass))).orElse(set);
        return new ServingNode(model, dividing, all, views, control, clock, faults);
    }

    /** A process that serves and has all speed nodes there are in it looks for no others. */
    private boolean isDiscovering() {
        return has(Role.SERVING)
                && settings.reach().others().isEmpty()
                && (!has(Role.SPEED) || settings.reach().listener().isPresent());
    }

    private SpeedNodes fixed(List<SpeedNodes.Node> own, NodePass pass) {
        List<SpeedNodes.Node> all = new ArrayList<>(own);
        settings.reach().others().forEach(uri -> all.add(new SpeedNodes.Node(uri.toString(), remote(uri, pass))));
        return SpeedNodes.those(all);
    }

    private SpeedNodes discovered(List<SpeedNodes.Node> own, NodePass pass, Faults faults) {
        AnnouncedNodes nodes = new AnnouncedNodes(
                new Announcements(announcements),
                new AnnouncedNodes.Self(
                        settings.instance(), own, installation, pass.tls().isPresent() ? "https" : "http"),
                uri -> remote(uri, pass),
                faults);
        closing.add(new SupervisedLoop("nodes-discovery", new InterruptibleStep(nodes), Backoff.DEFAULT, faults, clock))
                .start();
        return nodes;
    }

    private RemoteRealtimeView remote(URI uri, NodePass pass) {
        return new RemoteRealtimeView(uri, model, REMOTE_ANSWER, pass);
    }

    /** Tells serving nodes of other processes where the speed node of this one is asked. */
    private Optional<SupervisedLoop> announcer() {
        if (endpoint.isEmpty() || settings.reach().advertised().isEmpty()) {
            return Optional.empty();
        }
        URI asked = settings.reach().advertised().get().uri(endpoint.get().uri());
        Map<String, String> definitions = new TreeMap<>();
        model.aggregations().forEach(definition -> definitions.put(definition.name(), definition.fingerprint()));
        Announcer step = new Announcer(announcements, settings.instance(), () -> new NodeWord(
                        settings.speed().node(),
                        asked,
                        settings.reach().replica(),
                        installation.id().orElse(""),
                        definitions)
                .json());
        return Optional.of(
                new SupervisedLoop("nodes-announcer", new InterruptibleStep(step), Backoff.DEFAULT, ofSpeed, clock));
    }

    private KafkaLogReaders readers(String name, Faults faults) {
        Set<String> names =
                model.streams().stream().map(StreamDefinition::topic).collect(Collectors.toSet());
        KafkaLogReaders.Group group = new KafkaLogReaders.Group(name, names, topics);
        KafkaLogReaders readers = new KafkaLogReaders(settings.kafka(), group, settings.instance(), faults);
        groupLoops.add(new SupervisedLoop("group-" + name, readers.watch(topics), Backoff.DEFAULT, faults, clock));
        return readers;
    }
}
