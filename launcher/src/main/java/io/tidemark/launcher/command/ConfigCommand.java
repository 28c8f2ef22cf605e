package io.tidemark.launcher.command;

import io.tidemark.launcher.config.ConfigReference;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        description = "Prints a configuration file with every key, its meaning, its unit and its default.")
final class ConfigCommand implements Runnable {
    @Option(names = "--markdown", description = "As docs/configuration.md.")
    private boolean markdown;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(markdown ? ConfigReference.markdown() : ConfigReference.properties());
        out.flush();
    }
}
