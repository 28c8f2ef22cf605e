package io.tidemark.bench.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A generated data set: its parameters, its Kafka topic, its Parquet folder and its truth file.
 *
 * @param partials the cells of the truth, counted once for each partition that has views of theirs
 */
public record Dataset(
        Path dir, String topic, long events, long views, long partials, int campaigns, int adsPerCampaign, long base) {

    public static final long WINDOW_MS = 10_000;
    /** Views of a campaign that are no further apart are of one session. */
    public static final long SESSION_GAP_MS = 60_000;

    /** A result cell: one campaign in the window, or session, that starts at {@code window}. */
    public record Cell(String campaign, long window) {}

    public static Dataset load(Path dir) throws IOException {
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(dir.resolve("dataset.properties"))) {
            p.load(in);
        }
        return new Dataset(
                dir,
                p.getProperty("topic"),
                Long.parseLong(p.getProperty("events")),
                Long.parseLong(p.getProperty("views")),
                Long.parseLong(p.getProperty("partials", "0")),
                Integer.parseInt(p.getProperty("campaigns")),
                Integer.parseInt(p.getProperty("adsPerCampaign")),
                Long.parseLong(p.getProperty("base")));
    }

    public void save() throws IOException {
        Properties p = new Properties();
        p.setProperty("topic", topic);
        p.setProperty("events", Long.toString(events));
        p.setProperty("views", Long.toString(views));
        p.setProperty("partials", Long.toString(partials));
        p.setProperty("campaigns", Integer.toString(campaigns));
        p.setProperty("adsPerCampaign", Integer.toString(adsPerCampaign));
        p.setProperty("base", Long.toString(base));
        try (Writer out = Files.newBufferedWriter(dir.resolve("dataset.properties"))) {
            p.store(out, null);
        }
    }

    public String name() {
        return dir.getFileName().toString();
    }

    public Path truthFile() {
        return dir.resolve("truth.tsv");
    }

    public Path sessionsFile() {
        return dir.resolve("sessions.tsv");
    }

    public Path parquet() {
        return dir.resolve("parquet");
    }

    /** The static side of the join as Parquet: ad_id and campaign. */
    public Path adsParquet() {
        return dir.resolve("ads.parquet");
    }

    public Map<String, String> ads() {
        return Ads.map(campaigns, adsPerCampaign);
    }

    /** Expected view count of every campaign and 10 s window that has any. */
    public Map<Cell, Long> truth() throws IOException {
        return cells(truthFile());
    }

    /** Expected view count of every session, of a data set that was made with {@code --sessions=yes}. */
    public Map<Cell, Long> sessionTruth() throws IOException {
        return cells(sessionsFile());
    }

    private static Map<Cell, Long> cells(Path file) throws IOException {
        Map<Cell, Long> truth = new HashMap<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line; (line = in.readLine()) != null; ) {
                String[] f = line.split("\t");
                truth.put(new Cell(f[0], Long.parseLong(f[1])), Long.parseLong(f[2]));
            }
        }
        return truth;
    }

    /** The truth for hopping windows, added up from that of the 10 s windows. */
    public Map<Cell, Long> hoppingTruth(long sizeMs, long hopMs) throws IOException {
        Map<Cell, Long> hopping = new HashMap<>();
        truth().forEach((cell, count) -> {
            long last = Math.floorDiv(cell.window(), hopMs) * hopMs;
            for (long w = last; w > cell.window() - sizeMs; w -= hopMs) {
                hopping.merge(new Cell(cell.campaign(), w), count, Long::sum);
            }
        });
        return hopping;
    }
}
