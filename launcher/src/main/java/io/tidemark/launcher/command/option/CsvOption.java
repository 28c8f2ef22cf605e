package io.tidemark.launcher.command.option;

import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The choice of CSV, for other programs and for spreadsheets. */
public final class CsvOption {
    @Option(
            names = "--csv",
            description = "Prints CSV (RFC 4180, UTF-8, with a line of names); what the rows rest on goes to stderr.")
    private boolean chosen;

    @Option(
            names = "--escape-formulas",
            description = "With --csv: puts an apostrophe before texts that a spreadsheet would take for formulas.")
    private boolean escaped;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    public boolean isChosen() {
        return chosen || escaped;
    }

    /** Asks and prints. What is missing is told beside the rows, as it is beside a table for people. */
    public void print(NodeClient node, String path, List<Parameter> parameters) {
        List<Parameter> words = new ArrayList<>(parameters);
        if (words.stream().noneMatch(word -> word.name().equals("require"))) {
            words.add(new Parameter("require", "any"));
        }
        // Not through the terminal's character set: a table is in UTF-8 for whoever reads it.
        PrintStream out = System.out;
        HttpHeaders said = node.table(path, words, escaped ? "text/csv; escape=formulas" : "text/csv", out);
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        err.println(said.firstValue("Tidemark-Complete").orElse("").equals("true") ? "complete" : "NOT COMPLETE");
        said.firstValue("Tidemark-As-Of").ifPresent(asOf -> err.println("as of " + asOf));
        said.firstValue("Tidemark-As-Of-Token").ifPresent(token -> err.println("no older: --min-as-of " + token));
        said.firstValue("Tidemark-Missing")
                .ifPresent(missing -> List.of(missing.split(" \\| ", -1)).forEach(err::println));
        said.firstValue("Tidemark-Expired").ifPresent(end -> err.println("expired: what is before " + end));
        said.firstValue("Tidemark-Left-Out")
                .ifPresent(windows -> err.println("left out: " + windows + " windows, see the answer in JSON"));
        said.firstValue("Tidemark-Next").ifPresent(cursor -> err.println("there is more: --cursor " + cursor));
        err.flush();
    }
}
