package io.tidemark.bench.tidemark;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A view of hours of minutes from 2025 on, in which each group has every minute; its files are made as they are read. */
final class MinuteViews implements BatchViews {
    static final long FIRST = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;

    final Model model = Model.of(builder -> builder.aggregation("minutes")
            .over(builder.stream("events", AdEvent.class).eventTimeMillis(AdEvent::eventTime))
            .groupBy("ad", AdEvent::adId)
            .tile(Duration.ofMinutes(1))
            .metric("events", count())
            .metric("sent", sum(AdEvent::eventTime)));
    @SuppressWarnings("unchecked")
    final AggregationDefinition<AdEvent> definition =
            (AggregationDefinition<AdEvent>) model.aggregation("minutes").orElseThrow();

    private final List<GroupKey> groups;
    private final byte[] accumulators;
    private final Beginnings beginnings = new InMemoryBeginnings();
    private long hours;
    private long number;

    MinuteViews(int groups) {
        GroupCodec codec = new GroupCodec(definition.groups());
        this.groups = IntStream.range(0, groups)
                .mapToObj(i -> codec.key(List.of(String.format("ad-%06d", i))))
                .toList();
        TileTable row = new TileTable(definition);
        try {
            new Fold<>(definition).fold(new AdEvent("", "", "", "", "view", FIRST, ""), FIRST, 0, 0, row);
        } catch (FoldException e) {
            throw new IllegalStateException(e);
        }
        ByteWriter encoded = new ByteWriter();
        row.write(0, encoded);
        accumulators = encoded.toBytes();
    }

    GroupKey group(int number) {
        return groups.get(number % groups.size());
    }

    /** As many hours as were there, and more. */
    void publish(long more) {
        hours += more;
        number++;
    }

    @Override
    public Manifest newest() {
        AggregationView view = new AggregationView(
                definition.name(),
                definition.fingerprint(),
                OffsetVector.ZERO,
                Tidemark.START,
                LongStream.range(0, hours).mapToObj(this::file).toList(),
                List.of(),
                Horizon.NONE,
                "run-" + number);
        Manifest manifest = Manifest.NONE;
        for (long n = 0; n < number; n++) {
            manifest = manifest.with(view, Instant.ofEpochMilli(FIRST + hours * HOUR));
        }
        return manifest;
    }

    private ViewFile file(long hour) {
        TimeRange tiles = new TimeRange(FIRST + hour * HOUR, FIRST + (hour + 1) * HOUR);
        return new ViewFile("views/" + hour, tiles, 60L * groups.size(), 1);
    }

    @Override
    public Optional<Manifest> manifest(long wanted) {
        return wanted == number ? Optional.of(newest()) : Optional.empty();
    }

    @Override
    public Beginnings beginnings() {
        return beginnings;
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> of, RowSink sink) throws IOException {
        for (GroupKey group : groups) {
            for (long tile = file.tiles().firstMillis(); tile < file.tiles().endMillis(); tile += MINUTE) {
                sink.row(group.bytes(), tile, accumulators);
            }
        }
    }
}
