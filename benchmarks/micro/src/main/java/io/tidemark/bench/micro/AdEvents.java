package io.tidemark.bench.micro;

import io.tidemark.bench.measure.Ads;
import io.tidemark.bench.tidemark.AdEvent;
import io.tidemark.bench.tidemark.AdModel;
import io.tidemark.event.DecodeException;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Ad events as the peers' generator makes them, 4,096 of them in turn, with the model over them. */
final class AdEvents {
    static final int COUNT = 1 << 12;
    private static final int CAMPAIGNS = 100;
    private static final int ADS = 10;
    private static final long START = 1_793_491_200_000L;
    private static final String[] TYPES = {"view", "click", "purchase"};

    final Model model;
    final List<byte[]> json = new ArrayList<>(COUNT);
    final List<AdEvent> events = new ArrayList<>(COUNT);
    private int next;

    AdEvents() {
        Map<String, String> ads = Ads.map(CAMPAIGNS, ADS);
        model = new AdModel("ysb", Duration.ofSeconds(10), ads).build();
        SplittableRandom random = new SplittableRandom(42);
        StreamDecoder<AdEvent> decoder = decoder();
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = line(random, i).getBytes(StandardCharsets.US_ASCII);
            json.add(bytes);
            events.add(decoded(decoder, bytes));
        }
    }

    /** The place of the next event, round and round. */
    int next() {
        next = (next + 1) & (COUNT - 1);
        return next;
    }

    @SuppressWarnings("unchecked")
    AggregationDefinition<AdEvent> views() {
        return (AggregationDefinition<AdEvent>) AdModel.views(model);
    }

    StreamDecoder<AdEvent> decoder() {
        return new StreamDecoder<>(views().stream());
    }

    /** A table with all events folded into it. */
    TileTable folded() {
        TileTable table = new TileTable(views());
        Fold<AdEvent> fold = new Fold<>(views());
        for (int i = 0; i < COUNT; i++) {
            fold(fold, i, table);
        }
        return table;
    }

    boolean fold(Fold<AdEvent> fold, int index, TileTable into) {
        AdEvent event = events.get(index);
        try {
            return fold.fold(event, event.eventTime(), 0, index, into);
        } catch (FoldException e) {
            throw new IllegalStateException(e);
        }
    }

    static AdEvent decoded(StreamDecoder<AdEvent> decoder, byte[] bytes) {
        try {
            return decoder.decode(bytes, 0, bytes.length, 0);
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(SplittableRandom random, int i) {
        return "{\"user_id\":\"" + Ads.uuid(2_000_000_000L + random.nextInt(100_000))
                + "\",\"page_id\":\"" + Ads.uuid(3_000_000_000L + random.nextInt(1_000))
                + "\",\"ad_id\":\"" + Ads.adId(random.nextInt(CAMPAIGNS * ADS))
                + "\",\"ad_type\":\"banner\",\"event_type\":\"" + TYPES[random.nextInt(TYPES.length)]
                + "\",\"event_time\":" + (START + i * 100L) + ",\"ip_address\":\"10.1.0." + random.nextInt(256) + "\"}";
    }
}
