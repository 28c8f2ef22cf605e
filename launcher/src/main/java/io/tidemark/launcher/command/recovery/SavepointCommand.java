package io.tidemark.launcher.command.recovery;

import io.tidemark.batch.storage.Storage;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.ModelJars;
import io.tidemark.launcher.savepoint.Restoring;
import io.tidemark.launcher.savepoint.Savepoint;
import io.tidemark.launcher.savepoint.SavepointRequest;
import io.tidemark.launcher.savepoint.Savepoints;
import io.tidemark.model.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "savepoint",
        description = {
            "Keeps a speed node's state in the storage, and has a node begin from it.",
            "A node that begins from a savepoint reads only what came after it."
        },
        synopsisSubcommandLabel = "COMMAND")
public final class SavepointCommand implements Runnable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    @Command(
            name = "take",
            description = "Has the speed node that runs with this configuration on this machine take one.")
    int take(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "NAME", description = "What it is called; its node has no other of that name.")
                    String name)
            throws IOException, InterruptedException {
        Savepoints.requireName(name);
        Config read = config.read(Map.of());
        Path directory = read.value(Keys.DATA_DIRECTORY);
        requireAtWork(read, directory, name);
        String told = new SavepointRequest(directory)
                .ask(name, PATIENCE)
                .orElseThrow(() -> notTaken(name, "no speed node took it within " + PATIENCE.toMinutes() + " minutes"));
        say(told);
        return told.startsWith(SavepointRequest.TAKEN) ? 0 : 1;
    }

    private static void requireAtWork(Config config, Path directory, String name) {
        if (!config.has(Role.SPEED)) {
            throw notTaken(name, "the node of this configuration has not the role speed");
        }
        try (DataDirectory free = DataDirectory.hold(directory)) {
            throw notTaken(name, "no node is at work in " + free.path());
        } catch (ConfigException known) {
            boolean isHeld =
                    known.faults().stream().anyMatch(fault -> fault.code().equals("TM-CFG-008"));
            if (!isHeld) {
                throw known;
            }
        }
    }

    private static ConfigException notTaken(String name, String fault) {
        return new ConfigException(
                "TM-SAV-007",
                "savepoint \"" + name + "\"",
                fault,
                "give the configuration with which a speed node runs on this machine");
    }

    @Command(name = "list", description = "Lists those there are, the newest first.")
    int list(@Mixin ConfigOption config) {
        List<Savepoint> all = savepoints(config.read(Map.of())).list();
        all.forEach(savepoint -> say(savepoint.inWords()));
        if (all.isEmpty()) {
            say("there is none");
        }
        return 0;
    }

    @Command(
            name = "restore",
            description = "Fills the state directory of a node that has none and does not run. Start the node next.")
    int restore(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "NAME", description = "Which one.") String name,
            @Option(names = "--node", paramLabel = "NODE", description = "Whose part, if several nodes have one.")
                    Optional<String> node) {
        Config read = config.read(Map.of());
        Model model = ModelJars.load(read.value(Keys.MODEL_CLASS), read.value(Keys.MODEL_JAR));
        try (DataDirectory directory = DataDirectory.hold(read.value(Keys.DATA_DIRECTORY));
                KafkaLogTopics topics = new KafkaLogTopics(read.kafka())) {
            Restoring restoring = new Restoring(model, read.value(Keys.BATCH_INTERVAL), storage(read), topics);
            say("restored: "
                    + restoring.restore(name, node, directory.resolve("speed")).inWords());
        }
        return 0;
    }

    @Command(name = "delete", description = "Deletes one, with the parts of all nodes.")
    int delete(@Mixin ConfigOption config, @Parameters(paramLabel = "NAME", description = "Which one.") String name) {
        int parts = savepoints(config.read(Map.of())).delete(name);
        say(parts == 0 ? "there is none" : "deleted: " + name + ", parts: " + parts);
        return parts == 0 ? 1 : 0;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static Savepoints savepoints(Config config) {
        return new Savepoints(storage(config), Clock.systemUTC());
    }

    private static Storage storage(Config config) {
        return Storage.at(config.value(Keys.STORAGE_ROOT), new Configuration());
    }
}
