package io.tidemark.bench.gen;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Micros;
import io.tidemark.bench.measure.Options;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends events at a steady rate with the wall clock as event time. A hundred times a second one of them is a probe: a view
 * whose ad has a campaign of its own, and whose send time goes to a file, with how late that was, both in microseconds.
 * Fails if it fell behind its rate, unless {@code --may-lag=yes}.
 */
public final class Pace {
    public static final int PROBES_PER_SECOND = 100;
    private static final double SLOWEST = 0.99; // of the rate

    private Pace() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        String bootstrap = o.text("bootstrap");
        String topic = o.text("topic");
        int rate = o.integer("rate", 20_000);
        int seconds = o.integer("seconds", 30);
        if (o.text("create", "no").equals("only")) {
            Topics.recreate(bootstrap, topic);
            return;
        }

        EventWriter writer = new EventWriter(7, 100, 10, 0);
        int perTick = rate / 1000; // a tick is a millisecond
        int probeEvery = 1000 / PROBES_PER_SECOND;
        long[] sent = new long[seconds * PROBES_PER_SECOND];
        long[] late = new long[sent.length];
        long latest = 0;
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer(bootstrap, 1, 16 << 10)) {
            long start = System.nanoTime();
            long n = 0;
            for (int tick = 0; tick < seconds * 1000; tick++) {
                long due = start + tick * 1_000_000L;
                for (long left; (left = due - System.nanoTime()) > 0; ) {
                    LockSupport.parkNanos(left);
                }
                latest = Math.max(latest, System.nanoTime() - due);
                for (int i = 0; i < perTick; i++) {
                    writer.draw(System.currentTimeMillis());
                    byte[] json;
                    if (i == 0 && tick % probeEvery == 0) {
                        int probe = tick / probeEvery;
                        writer.eventType = 0;
                        json = writer.json(Ads.probeAdId(probe).getBytes(StandardCharsets.US_ASCII));
                        late[probe] = (System.nanoTime() - due) / 1000;
                        sent[probe] = Micros.now();
                    } else {
                        json = writer.json();
                    }
                    producer.send(new ProducerRecord<>(topic, (int) (n++ % Topics.PARTITIONS), null, json));
                }
            }
            producer.flush();
            double took = (System.nanoTime() - start) / 1e9;
            System.out.printf("PACED %d events, %.0f events/s, latest tick %.1f ms%n", n, n / took, latest / 1e6);
            if (n / took < SLOWEST * rate && !o.isYes("may-lag")) {
                throw new IllegalStateException(String.format(
                        "generator: %.0f events/s, %d are wanted; other work is on this machine, or it is too small",
                        n / took, rate));
            }
        }
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(o.text("sent"))))) {
            for (int probe = 0; probe < sent.length; probe++) {
                out.printf("%d\t%d\t%d%n", probe, sent[probe], late[probe]);
            }
        }
    }
}
