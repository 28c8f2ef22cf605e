package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import io.tidemark.seam.RunRequest;
import io.tidemark.seam.RunRequest.Cut;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = "Queues a run now: it takes what is archived beyond the tidemark, and moves it on.")
final class BatchRunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "AGGREGATION", arity = "0..*", description = "Only these. Default: all.")
    private Set<String> aggregations = new TreeSet<>();

    @Option(
            names = "--to-archive-end",
            description = "Up to the end of what is archived, in place of the end of the last whole epoch.")
    private boolean toArchiveEnd;

    @Option(
            names = "--accept-gaps",
            description = "Passes a gap in the archive, which answers then name as missing for good.")
    private boolean acceptGaps;

    @Mixin
    private Requested requested;

    @Mixin
    private BatchOption batch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Cut cut = toArchiveEnd ? Cut.ARCHIVE_END : Cut.EPOCH;
        RunRequest request = new RunRequest.Incremental(aggregations, cut, acceptGaps);
        return requested.request(batch.control(), request, spec.commandLine().getOut());
    }
}
