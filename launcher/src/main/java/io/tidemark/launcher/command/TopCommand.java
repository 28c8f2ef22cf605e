package io.tidemark.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.command.option.CsvOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.option.NodeOption;
import io.tidemark.launcher.command.option.QueryOptions;
import io.tidemark.launcher.command.print.AnswerTable;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "top", description = "Asks a node for the groups with the greatest or the least of a metric.")
final class TopCommand implements Runnable {
    @Mixin
    private QueryOptions asked;

    @Option(names = "--by", paramLabel = "METRIC", required = true, description = "The metric to rank by.")
    private String by;

    @Option(names = "-n", paramLabel = "N", description = "How many groups. Default: 10.")
    private Optional<Integer> count;

    @Option(names = "--smallest", description = "The least first, in place of the greatest.")
    private boolean smallest;

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
        parameters.add(new Parameter("by", by));
        count.ifPresent(n -> parameters.add(new Parameter("n", String.valueOf(n))));
        if (smallest) {
            parameters.add(new Parameter("order", "smallest"));
        }
        if (csv.isChosen()) {
            csv.print(node.client(), asked.path("top"), parameters);
            return;
        }
        JsonNode answer = node.client().ask(asked.path("top"), parameters);
        json.print(spec.commandLine().getOut(), answer, out -> new AnswerTable(answer).print(out));
    }
}
