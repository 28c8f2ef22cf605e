package io.tidemark.launcher.command;

import io.tidemark.fault.Counted;
import io.tidemark.fault.Reason;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "send", description = "Sends each line of its input to a topic, as one record.")
final class SendCommand implements Callable<Integer> {
    /** In UTF-8, each byte a character. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF";

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
        try {
            long sent = send(settings);
            PrintWriter out = spec.commandLine().getOut();
            out.println(Counted.of(sent, "record") + " sent to " + topic);
            out.flush();
            return 0;
        } catch (KafkaException notMade) {
            throw failed(notMade.getCause() == null ? notMade : notMade.getCause());
        }
    }

    private long send(Map<String, Object> settings) throws IOException {
        long sent = 0;
        AtomicReference<Exception> fault = new AtomicReference<>();
        // Of each byte a character and back: what is no UTF-8 is sent as it is, and not as another text.
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line = withoutMark(lines.readLine());
                    line != null && fault.get() == null;
                    line = lines.readLine()) {
                if (!line.isBlank()) {
                    byte[] value = line.getBytes(StandardCharsets.ISO_8859_1);
                    Future<RecordMetadata> unused =
                            producer.send(new ProducerRecord<>(topic, value), (at, e) -> fault.compareAndSet(null, e));
                    sent++;
                }
            }
        }
        if (fault.get() != null) {
            throw failed(fault.get());
        }
        return sent;
    }

    /** Of the first line of a file, which may begin with a byte order mark: that is no part of a record. */
    private static String withoutMark(String line) {
        return line != null && line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
    }

    private IOException failed(Throwable cause) {
        return new IOException(
                "TM-CLI-004 topic \"" + topic + "\" at " + kafka + ": " + Reason.of(cause)
                        + "; see that Kafka runs there and has the topic",
                cause);
    }
}
