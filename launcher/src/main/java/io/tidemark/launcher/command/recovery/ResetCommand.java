package io.tidemark.launcher.command.recovery;

import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.reset.Reset;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "reset",
        description = {
            "Begins topics or aggregations anew, after a topic was deleted and made again, is of another cluster, or was"
                    + " rewritten.",
            "Without --yes it only says what would go. What goes is moved aside, below reset/ in storage.root and"
                    + " data.directory. Of a topic: its archive, its quarantine, where it began, and all that was computed"
                    + " of it. Of an aggregation: its view; it is computed anew from the archive. Nodes must not run"
                    + " meanwhile.",
        })
public final class ResetCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(arity = "0..*", paramLabel = "TOPIC", description = "The topics that begin anew.")
    private Set<String> topics = new LinkedHashSet<>();

    @Option(
            names = "--aggregation",
            paramLabel = "NAME",
            description = "An aggregation that begins anew; its topic's archive stays. May be given several times.")
    private Set<String> aggregations = new LinkedHashSet<>();

    @Option(names = "--yes", description = "Does it.")
    private boolean isMeant;

    @Option(names = "--delete", description = "Deletes in place of moving aside.")
    private boolean deletes;

    @Option(
            names = "--only-local",
            description = "Only what is in data.directory: for further nodes, once the storage has begun anew.")
    private boolean onlyLocal;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Reset reset = Reset.of(config.read(Map.of()), topics, aggregations, onlyLocal)) {
            reset.parts().forEach(out::println);
            if (reset.parts().isEmpty()) {
                out.println("there is nothing of it");
            } else if (!isMeant) {
                out.println("nothing was done; with --yes it is" + (deletes ? " deleted" : " moved aside"));
            } else {
                out.println(deletes ? reset.delete() : reset.moveAside());
            }
            out.flush();
            return 0;
        }
    }
}
