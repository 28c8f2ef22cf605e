package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "pause",
        description = "Starts no further scheduled run. A run that is under way ends; requested runs still run.")
final class BatchPauseCommand implements Callable<Integer> {
    @Mixin
    private BatchOption batch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        batch.control().pause();
        PrintWriter out = spec.commandLine().getOut();
        out.println("scheduled runs are paused");
        out.flush();
        return 0;
    }
}
