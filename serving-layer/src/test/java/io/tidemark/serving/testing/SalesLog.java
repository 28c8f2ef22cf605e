package io.tidemark.serving.testing;

import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A log of sales in several partitions, with record timestamps; the truth that both views answer from. */
public final class SalesLog {
    /** Where the tests' event time begins. */
    public static final long START =
            java.time.Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

    private static final LogId LOG = new LogId("sales", "cluster", "topic-1");
    private final List<List<Entry>> partitions = new ArrayList<>();

    private record Entry(Sale sale, long timestampMillis) {}

    public SalesLog(int partitionCount) {
        for (int p = 0; p < partitionCount; p++) {
            partitions.add(new ArrayList<>());
        }
    }

    /** Sales of some shops over some hours, out of order, each stamped at or after its event time. */
    public static SalesLog random(SplittableRandom random, int partitionCount, int sales) {
        SalesLog log = new SalesLog(partitionCount);
        for (int i = 0; i < sales; i++) {
            long stamp = START + i * 60_000L;
            long at = Math.max(START, stamp - random.nextLong(1, 4 * 3_600_000L));
            log.append(
                    random.nextInt(partitionCount),
                    new Sale("shop-" + random.nextInt(7), random.nextInt(3), random.nextInt(100), at),
                    stamp);
        }
        return log;
    }

    public static PartitionId partition(int number) {
        return new PartitionId(LOG, number);
    }

    /** The vector of some offsets, by partition. */
    public static Map<PartitionId, Long> offsets(Map<Integer, Long> byNumber) {
        TreeMap<PartitionId, Long> offsets = new TreeMap<>();
        byNumber.forEach((p, offset) -> offsets.put(partition(p), offset));
        return offsets;
    }

    /** How many partitions it has, as a coverage says it. */
    public Map<LogId, Integer> partitionCounts() {
        return Map.of(LOG, partitionCount());
    }

    public synchronized void append(int partition, Sale sale, long timestampMillis) {
        partitions.get(partition).add(new Entry(sale, timestampMillis));
    }

    public synchronized long end(int partition) {
        return partitions.get(partition).size();
    }

    public int partitionCount() {
        return partitions.size();
    }

    public synchronized Tidemark ends() {
        TreeMap<Integer, Long> ends = new TreeMap<>();
        for (int p = 0; p < partitionCount(); p++) {
            ends.put(p, end(p));
        }
        return tidemark(ends);
    }

    public synchronized Tidemark tidemark(Map<Integer, Long> offsets) {
        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>();
        offsets.forEach((p, offset) -> positions.put(partition(p), new LogPosition(offset, logClock(p, offset), 0)));
        return Tidemark.of(positions);
    }

    public long clock(int partition, long offset) {
        return logClock(partition, offset).millis();
    }

    private synchronized LogClock logClock(int partition, long offset) {
        LogClock clock = LogClock.START;
        for (int i = 0; i < offset; i++) {
            clock = clock.after(partitions.get(partition).get(i).timestampMillis());
        }
        return clock;
    }

    /** Folds one partition's records from {@code first} up to {@code end}. */
    public synchronized void fold(
            AggregationDefinition<Sale> definition, int partition, long first, long end, TileTable into) {
        Fold<Sale> fold = new Fold<>(definition);
        for (long offset = first; offset < end; offset++) {
            Sale sale = partitions.get(partition).get((int) offset).sale();
            try {
                fold.fold(sale, sale.atMillis(), partition, offset, into);
            } catch (FoldException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The sales below a vector. */
    public synchronized List<Sale> sales(OffsetVector below) {
        List<Sale> sales = new ArrayList<>();
        for (int p = 0; p < partitionCount(); p++) {
            partitions.get(p).subList(0, (int) below.at(partition(p))).forEach(entry -> sales.add(entry.sale()));
        }
        return sales;
    }

    /** What a right answer is: the plain fold of the records below a vector. */
    public synchronized PlainFold<Sale> plainFold(AggregationDefinition<Sale> definition, OffsetVector below) {
        PlainFold<Sale> plain = new PlainFold<>(definition);
        for (int p = 0; p < partitionCount(); p++) {
            for (long offset = 0; offset < below.at(partition(p)); offset++) {
                Sale sale = partitions.get(p).get((int) offset).sale();
                plain.add(sale, sale.atMillis(), p, offset);
            }
        }
        return plain;
    }
}
