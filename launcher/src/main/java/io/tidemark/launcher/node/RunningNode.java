package io.tidemark.launcher.node;

import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.memory.ProcessMemory;
import io.tidemark.model.Model;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that was started from a configuration: its model loaded, its directory held, its log in a file. */
public final class RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

    private final Config config;
    private final AllInOne process;
    private final Path log;
    private final List<Fault> warnings;

    private RunningNode(Config config, AllInOne process, Path log, List<Fault> warnings) {
        this.config = config;
        this.process = process;
        this.log = log;
        this.warnings = warnings;
    }

    /**
     * Starts a node.
     *
     * @param closing what closes it
     * @throws EndedException if it is closed meanwhile
     * @throws io.tidemark.launcher.config.ConfigException if the configuration does not suffice, or another process
     *     holds the data directory
     * @throws io.tidemark.model.DefinitionException with all faults of the model
     */
    public static RunningNode start(Config config, Closing closing) {
        List<Fault> wants = new ArrayList<>(ProcessCheck.warnings());
        wants.addAll(ProcessMemory.ofThisProcess(config).require().warnings());
        Model model = ModelJars.load(config.value(Keys.MODEL_CLASS), config.value(Keys.MODEL_JAR));
        Recomputes.require(config, model);
        DataDirectory directory = closing.add(DataDirectory.hold(config.value(Keys.DATA_DIRECTORY)));
        Path log = LogFile.open(directory.path());
        List<Fault> warnings = JavaCheck.ofThisJava().of(model);
        warnings.addAll(wants);
        warnings.forEach(warning -> LOG.warn("a word at the start: {}", warning));
        AllInOne process = closing.add(new AllInOne(model, NodeSettings.of(config), Clock.systemUTC()));
        ProcessCheck.requireLibraries();
        process.start();
        return new RunningNode(config, process, log, warnings);
    }

    /** What a person who started it wants to know. */
    public String introduction() {
        String roles = config.value(Keys.ROLES).stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("roles: " + roles);
        process.uri().ifPresent(uri -> text.append("\nanswers at: ").append(uri));
        process.speedUri().ifPresent(uri -> text.append("\nspeed endpoint: ").append(uri));
        return text.append("\nKafka: ")
                .append(config.value(Keys.KAFKA_BOOTSTRAP))
                .append("\nlog: ")
                .append(log)
                .toString();
    }

    /** What may keep it from going on later, with the mend. */
    public List<Fault> warnings() {
        return warnings;
    }

    /** What keeps it from going on, with the mend; empty when all is well. */
    public List<Fault> faults() {
        return process.faults();
    }
}
