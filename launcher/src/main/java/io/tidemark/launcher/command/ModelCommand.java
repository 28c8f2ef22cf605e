package io.tidemark.launcher.command;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.run.Preview;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.print.ModelDescription;
import io.tidemark.launcher.command.print.Table;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.ModelJars;
import io.tidemark.manifest.Gap;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "model",
        description = {
            "Checks a model and prints it. Of a model with faults all are listed, and the exit code is 2.",
            "With --config it also says what of the model the archive will not tell, before anything is built of it."
        })
final class ModelCommand implements Runnable {
    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--jar", split = ",", description = "With --class: the jars that hold it.")
    private List<Path> jars = List.of();

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    private static final class Source {
        @Option(names = "--config", required = true, description = "The configuration file that names the model.")
        private Optional<Path> file;

        @Option(names = "--class", required = true, description = "The model's class.")
        private Optional<String> className;
    }

    @Override
    public void run() {
        Model model = source.file
                .map(file -> load(ConfigOption.read(file)))
                .orElseGet(() -> ModelJars.load(source.className.orElseThrow(), jars));
        json.print(spec.commandLine().getOut(), ModelDescription.of(model), out -> {
            print(model, out);
            source.file.ifPresent(file -> printUnknown(model, ConfigOption.read(file), out));
        });
    }

    private static Model load(Config config) {
        return ModelJars.load(config.value(Keys.MODEL_CLASS), config.value(Keys.MODEL_JAR));
    }

    private static void print(Model model, PrintWriter out) {
        out.println(model.name() + ": no faults");
        out.println();
        Table streams = new Table("STREAM", "EVENT", "FORMAT");
        model.streams()
                .forEach(s -> streams.row(
                        s.topic(), s.eventClass().getSimpleName(), s.format().name()));
        streams.print(out);
        for (AggregationDefinition<?> aggregation : model.aggregations()) {
            out.println();
            out.println(aggregation.name() + " over "
                    + aggregation.input().describe() + ", tile "
                    + aggregation.tile()
                    + aggregation.operator().map(of -> ", " + of).orElse("")
                    + aggregation.sessions().map(of -> ", " + of).orElse("") + ", grouped by " + groups(aggregation)
                    + ", version " + aggregation.version()
                    + ", fingerprint " + aggregation.fingerprint());
            Table metrics = new Table("METRIC", "AGGREGATOR", "RESULT", "EVENTS");
            aggregation
                    .metrics()
                    .forEach(metric -> metrics.row(
                            metric.name(),
                            metric.aggregator().describe(),
                            metric.aggregator().resultType(),
                            events(metric)));
            metrics.print(out);
        }
    }

    /** What the archive will not tell, while there is still time to think about it. */
    private static void printUnknown(Model model, Config config, PrintWriter out) {
        try {
            Archive archive = new Archive(Storage.at(config.value(Keys.STORAGE_ROOT), new Configuration()));
            for (AggregationDefinition<?> aggregation : model.aggregations()) {
                for (Gap gap : Preview.unknown(archive, aggregation)) {
                    out.println();
                    out.println(aggregation.name() + ", " + gap.partition() + ": " + gap.reason());
                }
            }
        } catch (FaultException unreadable) {
            out.println();
            out.println("what the archive tells of it is not known: " + Reason.of(unreadable));
        }
    }

    private static String groups(AggregationDefinition<?> aggregation) {
        return aggregation.groups().isEmpty()
                ? "nothing"
                : aggregation.groups().stream().map(GroupField::name).collect(Collectors.joining(", "));
    }

    private static String events(Metric<?> metric) {
        return metric.condition().isPresent() ? "those of its condition" : "all";
    }
}
