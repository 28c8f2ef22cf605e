package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import io.tidemark.http.problem.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Finds keys that nobody would read: a misspelt key must not silently mean its default. */
final class UnknownKeys {
    /** What Tidemark decides for itself, since its answers depend on it. */
    private static final Set<String> DECIDED = Set.of(
            "group.id",
            "auto.offset.reset",
            "enable.auto.commit",
            "key.deserializer",
            "value.deserializer",
            "isolation.level",
            "allow.auto.create.topics");

    /** What keys were called before, and what says now what they said. */
    static final Map<String, Key<?>> FORMER =
            Map.of("speed.memory.rows", Keys.SPEED_MEMORY, "batch.memory.rows", Keys.BATCH_MEMORY);

    private UnknownKeys() {}

    static List<Fault> of(Collection<String> names, String source) {
        Set<String> known = knownNames(names);
        List<Fault> faults = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            String place = source + ", key " + name;
            if (name.startsWith(Keys.KAFKA) && DECIDED.contains(name.substring(Keys.KAFKA.length()))) {
                faults.add(new Fault("TM-CFG-006", place, "is for Tidemark to decide", "leave it out"));
            } else if (FORMER.containsKey(name)) {
                Key<?> now = FORMER.get(name);
                faults.add(new Fault(
                        "TM-CFG-020",
                        place,
                        "is no more",
                        "write " + now.name() + "=… (" + now.type().says() + ")"));
            } else if (!known.contains(name) && !isOfOthers(name)) {
                faults.add(new Fault(
                        "TM-CFG-001", place, "is not known", "did you mean " + NearestName.of(name, known) + "?"));
            }
        }
        return faults;
    }

    /** Which settings an engine or a follower has, it knows itself. */
    private static boolean isOfOthers(String name) {
        return Stream.of(Keys.ENGINE, Keys.FOLLOWER)
                .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length());
    }

    /** Every key, Kafka's own among them, and those of the schedules that are written. */
    static Set<String> knownNames(Collection<String> written) {
        Stream<String> kafka = Stream.concat(
                        ConsumerConfig.configNames().stream(), AdminClientConfig.configNames().stream())
                .filter(name -> !DECIDED.contains(name))
                .map(name -> Keys.KAFKA + name);
        return Stream.concat(Keys.all(written).stream().map(Key::name), kafka).collect(Collectors.toSet());
    }
}
