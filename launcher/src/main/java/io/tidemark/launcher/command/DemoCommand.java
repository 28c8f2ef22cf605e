package io.tidemark.launcher.command;

import io.tidemark.launcher.command.option.DurationText;
import io.tidemark.launcher.demo.Demo;
import io.tidemark.launcher.demo.DemoSettings;
import io.tidemark.launcher.node.Closing;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Replays a month of real flights through every layer, with a Kafka broker in this process, and keeps serving.",
            "A second run goes on where the first one stopped."
        })
final class DemoCommand implements Callable<Integer> {
    private static final long STEP_MILLIS = 250;

    @Option(
            names = "--exit-when-done",
            description = "Ends when batch answers for all flights, and checks the answers.")
    private boolean exitWhenDone;

    @Option(names = "--fresh", description = "Begins anew: deletes what an earlier run left in the directory.")
    private boolean fresh;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "The port of the API and the console. 0: a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--directory",
            defaultValue = ".tidemark/demo",
            description = "Where everything is kept. Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @Option(
            names = "--interval",
            defaultValue = "5s",
            converter = DurationText.class,
            description = "The batch interval: how much of the log a run takes. Default: ${DEFAULT-VALUE}.")
    private Duration interval;

    @Option(
            names = "--storage",
            paramLabel = "ROOT",
            description =
                    "Where the archive and the views are kept, such as hdfs://… or s3a://…. Default: in the directory.")
    private Optional<URI> storage;

    @Option(names = "--data", paramLabel = "FILE", description = "Another Parquet file of flights, such as a month's.")
    private Optional<Path> data;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Flights a second. 0: as fast as it goes. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        DemoSettings settings = new DemoSettings(
                directory,
                fresh ? DemoSettings.Start.ANEW : DemoSettings.Start.WHERE_THE_LAST_STOPPED,
                port,
                interval,
                storage,
                data,
                rate > 0 ? OptionalInt.of(rate) : OptionalInt.empty());
        try (Closing closing = Closing.atExit()) {
            Demo demo = closing.unlessEnded(() -> Demo.start(settings, closing));
            DemoShow show = new DemoShow(demo, out, spec.commandLine().getErr());
            show.introduce(settings.directory());
            while (!closing.unlessEnded(show::step) || !exitWhenDone) {
                Thread.sleep(STEP_MILLIS);
            }
            return show.isRight() ? 0 : 1;
        }
    }
}
