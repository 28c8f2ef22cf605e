package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.tls.Tls;
import io.tidemark.kafka.announce.AnnouncementTopic;
import io.tidemark.kafka.announce.Announcements;
import io.tidemark.launcher.access.AccessConfig;
import io.tidemark.launcher.access.TlsConfig;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.discovery.NodeWord;
import io.tidemark.launcher.node.GroupNames;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.speed.query.RemoteRealtimeView;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The speed nodes in other processes, named or announced: whether each is reached, computes this model and has this clock. */
final class NodesExamination implements Examination {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Config config;
    private final Model model;
    private final Clock clock;

    NodesExamination(Config config, Model model, Clock clock) {
        this.config = config;
        this.model = model;
        this.clock = clock;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (config.has(Role.SERVING)) {
            Set<URI> named = new LinkedHashSet<>(config.value(Keys.SPEED_ENDPOINTS));
            boolean isAlone =
                    config.has(Role.SPEED) && config.value(Keys.SPEED_PORT).isEmpty();
            if (named.isEmpty() && !isAlone) {
                named.addAll(announced(findings));
            }
            named.forEach(endpoint -> findings.addAll(node(endpoint)));
        }
        return findings;
    }

    private List<URI> announced(List<Finding> findings) {
        Map<String, Object> settings = new HashMap<>(config.kafka());
        settings.put("request.timeout.ms", "4000");
        settings.put("default.api.timeout.ms", "6000");
        String name = new GroupNames(config.value(Keys.GROUP_PREFIX)).nodes();
        AnnouncementTopic topic = new AnnouncementTopic(name, settings);
        List<URI> endpoints = new ArrayList<>();
        try (Announcements announcements = new Announcements(topic)) {
            if (!topic.isThere()) {
                findings.add(Finding.ok(topic.place(), "is not there yet: the first speed node makes it"));
                return endpoints;
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!announcements.isCaughtUp() && System.nanoTime() - end < 0) {
                announcements.listen(Duration.ofMillis(200));
            }
            announcements.newest().values().forEach(word -> NodeWord.of(word.value())
                    .ifPresent(said -> endpoints.add(said.endpoint())));
            findings.add(Finding.ok(topic.place(), "speed nodes that are announced: " + endpoints.size()));
        } catch (FaultException e) {
            findings.add(Finding.fault(new Fault(
                    "TM-DOC-028", topic.place(), e.fault().fault(), e.fault().mend())));
        }
        return endpoints;
    }

    private List<Finding> node(URI endpoint) {
        List<Finding> findings = new ArrayList<>();
        String place = "speed node " + endpoint;
        NodePass pass = new NodePass(
                new AccessConfig(config).nodes(),
                new TlsConfig(config).nodes().map(files -> new Tls(files, new Faults(FaultListener.NONE), clock)
                        .context()));
        try (RemoteRealtimeView view = new RemoteRealtimeView(endpoint, model, PATIENCE, pass)) {
            RealtimeStatus status = view.status();
            other(
                            place,
                            "TM-DOC-030",
                            status.self().otherThan(model),
                            "run all nodes of an installation with one model")
                    .ifPresent(findings::add);
            other(place, "TM-DOC-031", status.self().clockOffAt(clock.millis()), "set the clocks of both by NTP")
                    .ifPresent(findings::add);
            if (findings.isEmpty()) {
                findings.add(Finding.ok(place, "is reached: \"" + status.node() + "\""));
            }
        } catch (RealtimeUnavailableException e) {
            findings.add(Finding.warning(
                    new Fault("TM-DOC-029", place, e.getMessage(), "see that it runs and can be reached")));
        }
        return findings;
    }

    private static Optional<Finding> other(String place, String code, Optional<String> found, String mend) {
        return found.map(what -> Finding.warning(new Fault(code, place, what, mend)));
    }
}
