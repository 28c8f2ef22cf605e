package io.tidemark.launcher.command.recovery;

import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.reset.FirstOffsets;
import io.tidemark.launcher.reset.FormerCluster;
import io.tidemark.launcher.reset.Replacement;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "log-replaced",
        description = {
            "Says that the log of a topic is no more, since Kafka was lost, the topic was made anew, or another cluster took"
                    + " its place, and that the log which is there now is to be read after it.",
            "What was archived of the old log stands, with all that was computed of it; answers are of both logs. What was"
                    + " not archived is lost. Without --yes it only says what is known. Nodes must not run meanwhile. To do"
                    + " without the old log there is `tidemark reset`.",
        })
public final class LogReplacedCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Parameters(paramLabel = "TOPIC", description = "The topic.")
    private String topic = "";

    @Option(
            names = "--from",
            paramLabel = "OFFSETS",
            description =
                    "From where the log that is there now is read: earliest, latest, or offsets by partition such as"
                            + " 0:1200,1:900; what is below counts nowhere. With --former it has to be said; without, it is earliest.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--former",
            paramLabel = "FILE",
            description =
                    "The configuration that the nodes had, where the topic leaves a cluster that is still there: it is"
                            + " refused unless that is the cluster which was read, and all of its log is archived.")
    private Optional<Path> former = Optional.empty();

    @Option(names = "--yes", description = "Writes it down.")
    private boolean isMeant;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        FirstOffsets offsets = former.isPresent() ? FirstOffsets.afterAMove(from) : FirstOffsets.afterALoss(from);
        Optional<FormerCluster> left = former.map(file -> new FormerCluster(ConfigOption.read(file)));
        try (Replacement replacement = Replacement.of(config.read(Map.of()), topic, offsets, left)) {
            replacement.lines().forEach(out::println);
            if (isMeant) {
                replacement.write();
                out.println("written down; start the nodes, all of them");
            } else {
                out.println("nothing was done; with --yes it is written down");
            }
            out.flush();
            return 0;
        }
    }
}
