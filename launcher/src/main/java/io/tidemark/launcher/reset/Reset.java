package io.tidemark.launcher.reset;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.reset.StorageReset;
import io.tidemark.batch.storage.Storage;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.ModelJars;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/**
 * What would go, and its going. Holds the data directory, so that no node starts on it meanwhile; refuses while one is at
 * work there, or while processes of this installation are members of its consumer groups. Close it.
 */
public final class Reset implements AutoCloseable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final DataDirectory directory;
    private final LocalReset local;
    private final Optional<StorageReset> storage;
    private final String aside;

    private Reset(DataDirectory directory, Optional<StorageReset> storage, Clock clock) {
        this.directory = directory;
        this.local = new LocalReset(directory.path());
        this.storage = storage;
        this.aside = "reset/" + STAMP.format(clock.instant());
    }

    /**
     * Prepares a reset and changes nothing.
     *
     * @param topics each takes the aggregations over it along
     * @param onlyLocal the storage has begun anew already
     * @throws ConfigException if the model knows nothing of that name, or a node is at work
     */
    public static Reset of(Config config, Set<String> topics, Set<String> aggregations, boolean onlyLocal) {
        Model model = ModelJars.load(config.value(Keys.MODEL_CLASS), config.value(Keys.MODEL_JAR));
        Set<String> all = aggregations(model, topics, aggregations);
        DataDirectory directory = DataDirectory.hold(config.value(Keys.DATA_DIRECTORY));
        try {
            Members.refuse(config);
            return new Reset(
                    directory,
                    onlyLocal ? Optional.empty() : Optional.of(storage(config, topics, all)),
                    Clock.systemUTC());
        } catch (RuntimeException refused) {
            directory.close();
            throw refused;
        }
    }

    /** What is there and would go, in a line each. */
    public List<String> parts() {
        List<String> parts = new ArrayList<>();
        storage.ifPresent(reset -> {
            reset.entries().forEach(entry -> parts.add("manifest: the entry of " + entry));
            reset.parts().forEach(part -> parts.add("storage: " + part.path() + ", files: " + part.files()));
        });
        local.parts().forEach(part -> parts.add("data directory: " + part));
        return parts;
    }

    /** Moves it aside; says where it is. */
    public String moveAside() {
        int moved = storage.map(reset -> reset.moveAside(aside)).orElse(0) + local.moveAside(aside);
        return "files moved to " + aside + " in storage.root and data.directory: " + moved
                + "; delete that when you are sure";
    }

    /** Deletes it; says how much it was. */
    public String delete() {
        return "files deleted: " + (storage.map(StorageReset::delete).orElse(0) + local.delete());
    }

    @Override
    public void close() {
        directory.close();
    }

    private static StorageReset storage(Config config, Set<String> topics, Set<String> aggregations) {
        Storage storage = Storage.at(config.value(Keys.STORAGE_ROOT), new Configuration());
        return new StorageReset(storage, new ManifestStore(storage, Clock.systemUTC()), topics, aggregations);
    }

    /** Those asked for, and those over the topics. */
    private static Set<String> aggregations(Model model, Set<String> topics, Set<String> aggregations) {
        if (topics.isEmpty() && aggregations.isEmpty()) {
            throw new ConfigException("TM-RST-001", "reset", "names nothing", "name a topic, or an --aggregation");
        }
        for (String topic : topics) {
            if (model.stream(topic).isEmpty()) {
                throw unknown("topic", topic, model);
            }
        }
        for (String aggregation : aggregations) {
            if (model.aggregation(aggregation).isEmpty()) {
                throw unknown("aggregation", aggregation, model);
            }
        }
        Set<String> all = new TreeSet<>(aggregations);
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (!Collections.disjoint(topics, definition.input().topics())) {
                all.add(definition.name());
            }
        }
        return all;
    }

    private static ConfigException unknown(String kind, String name, Model model) {
        return new ConfigException(
                "TM-RST-002",
                kind + " \"" + name + "\"",
                "is none of " + model.name(),
                "see `tidemark model` for what there is");
    }
}
