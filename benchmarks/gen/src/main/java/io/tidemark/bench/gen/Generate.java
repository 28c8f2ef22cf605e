package io.tidemark.bench.gen;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Options;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes one data set: a topic, the same events as Parquet, and the truth. */
public final class Generate {
    private static final long BASE = 1_793_491_200_000L; // 2026-11-01T00:00:00Z

    private Generate() {}

    public static void main(String[] args) throws Exception {
        Options o = new Options(args);
        Path dir = Files.createDirectories(Path.of(o.text("data")));
        String bootstrap = o.text("bootstrap");
        long events = o.number("events", 10_000_000);
        int campaigns = o.integer("campaigns", 100);
        int adsPerCampaign = o.integer("ads-per-campaign", 10);
        double skew = Double.parseDouble(o.text("zipf", "0"));
        long spanMs = o.number("span-ms", 3_600_000);
        boolean keyed = o.text("key", "none").equals("ad");
        boolean parquet = o.text("parquet", "yes").equals("yes");
        String topic = dir.getFileName().toString();

        long windows = spanMs / Dataset.WINDOW_MS + 1;
        long[] cells = new long[(int) (events / 3 + 100_000)]; // one per view
        int views = 0;
        long bytes = 0;
        EventWriter writer = new EventWriter(o.number("seed", 42), campaigns, adsPerCampaign, skew);
        AtomicReference<Exception> failure = new AtomicReference<>();

        Topics.recreate(bootstrap, topic);
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = Topics.producer(bootstrap, 50, 256 << 10);
                ParquetOut out = parquet ? new ParquetOut(dir.resolve("parquet")) : null;
                PrintWriter sessionsOut = o.isYes("sessions")
                        ? new PrintWriter(Files.newBufferedWriter(dir.resolve("sessions.tsv")))
                        : null) {
            Sessions sessions = sessionsOut == null ? null : new Sessions(sessionsOut, campaigns);
            for (long i = 0; i < events; i++) {
                writer.draw(BASE + i * spanMs / events);
                byte[] json = writer.json();
                bytes += json.length;
                ProducerRecord<byte[], byte[]> record = keyed
                        ? new ProducerRecord<>(topic, writer.adId().getBytes(StandardCharsets.US_ASCII), json)
                        : new ProducerRecord<>(topic, (int) (i % Topics.PARTITIONS), null, json);
                producer.send(record, (metadata, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    }
                });
                if (out != null) {
                    out.add(writer);
                }
                if (writer.isView() && sessions != null) {
                    sessions.view(writer.campaign(), writer.time);
                }
                if (writer.isView()) {
                    if (views == cells.length) {
                        cells = Arrays.copyOf(cells, views + views / 2);
                    }
                    long cell = writer.campaign() * windows + (writer.time - BASE) / Dataset.WINDOW_MS;
                    // A key lies in one partition, so that a cell has one partial.
                    cells[views++] = cell * Topics.PARTITIONS + (keyed ? 0 : i % Topics.PARTITIONS);
                }
            }
            if (sessions != null) {
                sessions.end();
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw failure.get();
        }

        Arrays.sort(cells, 0, views);
        long partials = 0;
        for (int i = 0; i < views; i++) {
            partials += i == 0 || cells[i] != cells[i - 1] ? 1 : 0;
        }
        for (int i = 0; i < views; i++) {
            cells[i] /= Topics.PARTITIONS;
        }
        Dataset data = new Dataset(dir, topic, events, views, partials, campaigns, adsPerCampaign, BASE);
        int distinct = writeTruth(data, cells, views, windows);
        if (parquet) {
            ParquetOut.writeAds(data.ads(), data.adsParquet());
        }
        data.save();
        System.out.printf(
                "%s: %d events, %d views, %d result cells, %d partials, %.0f bytes an event, %.0f s%n",
                topic, events, views, distinct, partials, (double) bytes / events, (System.nanoTime() - start) / 1e9);
    }

    private static int writeTruth(Dataset data, long[] cells, int views, long windows) throws Exception {
        int distinct = 0;
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(data.truthFile()))) {
            for (int i = 0, next; i < views; i = next) {
                for (next = i; next < views && cells[next] == cells[i]; ) {
                    next++;
                }
                out.print(Ads.campaign((int) (cells[i] / windows)));
                out.print('\t');
                out.print(data.base() + cells[i] % windows * Dataset.WINDOW_MS);
                out.print('\t');
                out.print(next - i);
                out.print('\n');
                distinct++;
            }
        }
        return distinct;
    }
}
