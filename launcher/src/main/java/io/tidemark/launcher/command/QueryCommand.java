package io.tidemark.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.command.option.CsvOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.option.NodeOption;
import io.tidemark.launcher.command.option.QueryOptions;
import io.tidemark.launcher.command.print.AnswerTable;
import io.tidemark.model.QueryWords;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "query", description = "Asks a node for an aggregation's metrics, by group and window.")
final class QueryCommand implements Runnable {
    @Mixin
    private QueryOptions asked;

    @Option(
            names = {"-w", "--window"},
            paramLabel = "WINDOW",
            description = {
                "tile, all, range (from and to as one), day, week, month, session, or a length such as PT1H. Default: tile."
            })
    private Optional<String> window;

    @Option(
            names = "--hop",
            paramLabel = "LENGTH",
            description = "With a length: how far apart windows begin, such as PT15M. Default: the length.")
    private Optional<String> hop;

    @Option(
            names = "--week-start",
            paramLabel = "DAY",
            description = "With week, and whole weeks such as P7D: the day on which they start. Default: monday.")
    private Optional<String> weekStart;

    @Option(
            names = "--running-total",
            description = {
                "Of each row the total of its window and of all before it, from the first that is asked for on."
            })
    private boolean runningTotal;

    @Option(names = "--order", description = "earliest (default) or latest first.")
    private Optional<String> order;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "How many rows at most; with --csv also `all`: all there are, at one offset of each partition.")
    private Optional<String> limit;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "Goes on where an earlier answer ended.")
    private Optional<String> cursor;

    @Mixin
    private NodeOption node;

    @Mixin
    private JsonOption json;

    @Mixin
    private CsvOption csv;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        List<Parameter> parameters = asked.parameters();
        window.ifPresent(text -> parameters.add(new Parameter("window", text)));
        hop.ifPresent(text -> parameters.add(new Parameter("hop", text)));
        weekStart.ifPresent(day -> parameters.add(new Parameter(QueryWords.WEEK_START, day)));
        if (runningTotal) {
            parameters.add(new Parameter(QueryWords.RUNNING_TOTAL, "true"));
        }
        order.ifPresent(text -> parameters.add(new Parameter("order", text)));
        limit.ifPresent(number -> parameters.add(new Parameter(QueryWords.LIMIT, number)));
        cursor.ifPresent(text -> parameters.add(new Parameter("cursor", text)));
        if (csv.isChosen()) {
            csv.print(node.client(), asked.path("query"), parameters);
            return;
        }
        if (limit.equals(Optional.of(QueryWords.ALL))) {
            throw new ParameterException(
                    spec.commandLine(), "--limit all: a table for people has an end; add --csv, or ask for pages");
        }
        JsonNode answer = node.client().ask(asked.path("query"), parameters);
        json.print(spec.commandLine().getOut(), answer, out -> new AnswerTable(answer).print(out));
    }
}
