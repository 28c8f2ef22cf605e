package io.tidemark.launcher.command.batch;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "batch",
        description = "Steers the batch layer, through a running node or on its storage.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BatchRunCommand.class,
            BatchRecomputeCommand.class,
            BatchHistoryCommand.class,
            BatchDueCommand.class,
            BatchPauseCommand.class,
            BatchResumeCommand.class
        })
public final class BatchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
