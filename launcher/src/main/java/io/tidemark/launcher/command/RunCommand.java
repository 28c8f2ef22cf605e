package io.tidemark.launcher.command;

import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.command.print.FaultWatch;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.Closing;
import io.tidemark.launcher.node.RunningNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Runs one or all of the layers on your own Kafka and definitions, until it is told to end (Ctrl-C)."
        })
final class RunCommand implements Runnable {
    @Mixin
    private ConfigOption config;

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            description = "What this process does, in place of what the file says: speed,batch,serving.")
    private Optional<String> roles;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Config read = config.read(roles.map(r -> Map.of(Keys.ROLES.name(), r)).orElse(Map.of()));
        try (Closing closing = Closing.atExit()) {
            RunningNode node = closing.unlessEnded(() -> RunningNode.start(read, closing));
            introduce(node, closing);
            watch(new FaultWatch(node::faults, spec.commandLine().getErr(), Clock.systemUTC()), closing);
        }
    }

    private void introduce(RunningNode node, Closing closing) {
        if (closing.hasBegun()) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(node.introduction());
        out.flush();
        node.warnings().forEach(spec.commandLine().getErr()::println);
    }

    private static void watch(FaultWatch watch, Closing closing) {
        try {
            while (!closing.hasBegun()) {
                closing.unlessEnded(watch::step);
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
