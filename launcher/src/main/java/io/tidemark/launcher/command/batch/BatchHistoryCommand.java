package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.print.RunTable;
import io.tidemark.seam.RunReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "history", description = "Lists runs that are queued, under way and ended, the newest first.")
final class BatchHistoryCommand implements Callable<Integer> {
    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private BatchOption batch;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<RunReport> runs = batch.control().runs(limit);
        json.print(spec.commandLine().getOut(), runs, out -> RunTable.print(runs, out));
        return 0;
    }
}
