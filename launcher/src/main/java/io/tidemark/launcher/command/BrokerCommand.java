package io.tidemark.launcher.command;

import io.tidemark.launcher.broker.EmbeddedBroker;
import io.tidemark.launcher.node.Closing;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.LogFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "broker",
        description = {
            "Runs a Kafka broker on this machine alone, to try things out where there is no Kafka.",
            "Its records are still there when it is started again."
        })
final class BrokerCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "9092", description = "The port for clients. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "The address of this machine that clients use; whoever reaches it may read and write."
                    + " Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--directory",
            defaultValue = ".tidemark/broker",
            description = "Where its records are kept. Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @Option(
            names = "--topic",
            paramLabel = "NAME=PARTITIONS",
            description = "Makes a topic, if it is not there. May be given several times.")
    private Map<String, Integer> topics = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try (Closing closing = Closing.atExit()) {
            DataDirectory held = closing.add(DataDirectory.hold(directory));
            LogFile.open(held.path());
            EmbeddedBroker broker = closing.unlessEnded(() -> start(held, closing));
            PrintWriter out = spec.commandLine().getOut();
            out.println("Kafka: " + broker.bootstrapServers() + "; Ctrl-C ends it");
            out.flush();
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private EmbeddedBroker start(DataDirectory held, Closing closing) {
        EmbeddedBroker broker = closing.add(EmbeddedBroker.start(held.resolve("kafka"), host, port));
        topics.forEach(broker::createTopic);
        return broker;
    }
}
