package io.tidemark.launcher.command.option;

import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.model.QueryWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What {@code query} and {@code top} have in common: which aggregation, which groups, which part of event time. */
public final class QueryOptions {
    @Parameters(paramLabel = "AGGREGATION", description = "The aggregation's name; `tidemark status` lists them.")
    private String aggregation;

    @Option(
            names = {"-g", "--group"},
            paramLabel = "FIELD=VALUE",
            description = "Only this value of a group field. May be given several times, also for one field.")
    private List<String> groups = List.of();

    @Option(
            names = "--null",
            paramLabel = "FIELD",
            description = "Only groups in which this field is null. May be given several times.")
    private List<String> nulls = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Event time from here on, such as 2001-01-01T00:00:00Z. Default: from the beginning.")
    private Optional<String> from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time before this. Default: to the end.")
    private Optional<String> to;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "In which a date is a day, and day, week and month begin, such as America/New_York. Default: UTC.")
    private Optional<String> zone;

    @Option(names = "--metrics", paramLabel = "NAMES", description = "Only these, with commas between.")
    private Optional<String> metrics;

    @Option(
            names = "--complete",
            description = "Fails if a part of the log is missing from the answer, in place of saying so beside it.")
    private boolean complete;

    @Option(names = "--explain", description = "Shows the run, the files and the partitions behind the answer.")
    private boolean explain;

    @Option(
            names = "--manifest",
            paramLabel = "N",
            description = "Answers as of this earlier manifest, from batch alone.")
    private Optional<Long> manifest;

    @Option(
            names = "--min-as-of",
            paramLabel = "TOKEN",
            description = {
                "Answers no older than this: the asOfToken of an answer, any node's, or an asOf such as"
                        + " {\"orders\":{\"0\":4711}}. Fails if the node does not come so far in time."
            })
    private Optional<String> minAsOf;

    @Option(
            names = "--wait-for",
            paramLabel = "DURATION",
            converter = DurationText.class,
            description = "With --min-as-of: how long the node waits for it, such as 500ms. Default: 1s.")
    private Optional<Duration> waitFor;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        groups.forEach(group -> parameters.add(parameter(group)));
        nulls.forEach(field -> parameters.add(new Parameter(field, null)));
        from.ifPresent(text -> parameters.add(new Parameter("from", text)));
        to.ifPresent(text -> parameters.add(new Parameter("to", text)));
        zone.ifPresent(text -> parameters.add(new Parameter("zone", text)));
        metrics.ifPresent(text -> parameters.add(new Parameter("metrics", text)));
        manifest.ifPresent(number -> parameters.add(new Parameter("manifest", String.valueOf(number))));
        minAsOf.ifPresent(text -> parameters.add(new Parameter(QueryWords.MIN_AS_OF, text)));
        waitFor.ifPresent(wait -> parameters.add(new Parameter(QueryWords.WAIT_FOR, wait.toString())));
        if (complete) {
            parameters.add(new Parameter("require", "complete"));
        }
        if (explain) {
            parameters.add(new Parameter("explain", "true"));
        }
        return parameters;
    }

    public String path(String question) {
        return "/v1/aggregations/" + NodeClient.segment(aggregation) + "/" + question;
    }

    public boolean isExplained() {
        return explain;
    }

    private Parameter parameter(String group) {
        int equals = group.indexOf('=');
        if (equals < 1) {
            throw new ParameterException(spec.commandLine(), "\"" + group + "\" is not FIELD=VALUE");
        }
        return new Parameter(group.substring(0, equals), group.substring(equals + 1));
    }
}
