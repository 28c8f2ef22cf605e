package io.tidemark.launcher.command;

import io.tidemark.fault.Counted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "send", description = "Sends each line of its input to a topic, as one record.")
final class SendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TOPIC", description = "The topic.")
    private String topic;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "Where Kafka is. Default: ${DEFAULT-VALUE}.")
    private String kafka;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka,
                "linger.ms",
                5,
                "max.block.ms",
                10_000,
                "request.timeout.ms",
                10_000,
                "delivery.timeout.ms",
                20_000);
        long sent = 0;
        AtomicReference<Exception> fault = new AtomicReference<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String line = lines.readLine(); line != null && fault.get() == null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    Future<RecordMetadata> unused =
                            producer.send(new ProducerRecord<>(topic, line), (at, e) -> fault.compareAndSet(null, e));
                    sent++;
                }
            }
        }
        if (fault.get() != null) {
            throw new IOException(
                    "TM-CLI-004 topic \"" + topic + "\" at " + kafka + ": "
                            + fault.get().getMessage() + "; see that Kafka runs there and has the topic",
                    fault.get());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Counted.of(sent, "record") + " sent to " + topic);
        out.flush();
        return 0;
    }
}
