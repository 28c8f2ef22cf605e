package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import io.tidemark.launcher.command.option.InstantText;
import io.tidemark.launcher.command.option.ZoneText;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
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
            description = "Event time from here on, such as 2001-01-01 or 2001-01-01T08:00:00Z. Default: from the"
                    + " beginning.")
    private Optional<String> fromText;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time before this. Default: to the end.")
    private Optional<String> toText;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            converter = ZoneText.class,
            defaultValue = "UTC",
            description = "In which a date is a day, such as America/New_York. Default: UTC.")
    private ZoneId zone;

    @Mixin
    private Requested requested;

    @Mixin
    private BatchOption batch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Instant> from = fromText.map(text -> read("--from", text));
        Optional<Instant> to = toText.map(text -> read("--to", text));
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

    private Instant read(String option, String text) {
        return InstantText.read(spec.commandLine(), option, text, zone);
    }
}
