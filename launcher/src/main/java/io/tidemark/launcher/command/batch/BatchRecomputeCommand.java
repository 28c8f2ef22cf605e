package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import io.tidemark.launcher.command.option.InstantText;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "recompute",
        description = {
            "Queues a run that reads the raw archive for a range of event time, and replaces those tiles.",
            "The tidemark stays, and answers are those of before until it publishes."
        })
final class BatchRecomputeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "AGGREGATION", arity = "0..*", description = "Only these. Default: all.")
    private Set<String> aggregations = new TreeSet<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantText.class,
            description = "Event time from here on, such as 2001-01-01 or 2001-01-01T08:00:00Z. Default: from the"
                    + " beginning.")
    private Optional<Instant> from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantText.class,
            description = "Event time before this. Default: to the end.")
    private Optional<Instant> to;

    @Mixin
    private Requested requested;

    @Mixin
    private BatchOption batch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from is " + (from.equals(to) ? "" : "after ") + "--to: such a range is empty");
        }
        TimeRange range = new TimeRange(
                from.map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                to.map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        RunRequest request = new RunRequest.Recompute(aggregations, range);
        return requested.request(batch.control(), request, spec.commandLine().getOut());
    }
}
