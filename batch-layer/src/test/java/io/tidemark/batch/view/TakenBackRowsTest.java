package io.tidemark.batch.view;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.meanDouble;
import static io.tidemark.aggregator.Aggregators.sumDecimal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.storage.Storage;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.time.TimeRange;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakenBackRowsTest {
    record Order(long at, String shop, BigDecimal total, double weight, boolean cancelled) {}

    @SuppressWarnings("unchecked")
    private static final AggregationDefinition<Order> DEFINITION =
            (AggregationDefinition<Order>) Model.of(model -> model.aggregation("orders")
                            .over(model.stream("orders", Order.class).eventTimeMillis(Order::at))
                            .retractedBy(Order::cancelled)
                            .groupBy("shop", Order::shop)
                            .tile(Duration.ofHours(1))
                            .metric("orders", count())
                            .metric("total", sumDecimal(Order::total))
                            .metric("weight", meanDouble(Order::weight)))
                    .aggregations()
                    .get(0);

    private final TileTable table = new TileTable(DEFINITION);
    private final Fold<Order> fold = new Fold<>(DEFINITION);

    @TempDir
    Path directory;

    private void order(String shop, String total, double weight, boolean cancelled) throws FoldException {
        fold.fold(new Order(0, shop, new BigDecimal(total), weight, cancelled), 0, 0, 0, table);
    }

    private Optional<ViewFile> write(Storage storage) {
        TimeRange slice = new TimeRange(0, Duration.ofDays(1).toMillis());
        try (ViewWriter writer = new ViewWriter(storage, DEFINITION, slice, "run-1")) {
            try (ViewWriter.Section section = writer.section(0)) {
                for (int row : table.sortedRows()) {
                    Object[] accumulators = {
                        table.accumulator(row, 0), table.accumulator(row, 1), table.accumulator(row, 2)
                    };
                    section.write(table.group(row), table.tile(row), accumulators);
                }
                section.end();
            }
            return writer.finish();
        }
    }

    private List<Object> shops(Storage storage, ViewFile file) {
        List<Object> shops = new ArrayList<>();
        try (ViewReader rows = new ViewReader(storage, file, DEFINITION)) {
            while (rows.next()) {
                shops.addAll(new GroupCodec(DEFINITION.groups()).values(rows.group()));
            }
        }
        return shops;
    }

    @Test
    void whatWasWhollyTakenBackIsNotInTheFilesAndWhatOwesSomethingIs() throws Exception {
        order("amber", "1.50", 0.1, false);
        order("amber", "20.25", 1e300, false);
        order("amber", "20.25", 1e300, true);
        order("amber", "1.50", 0.1, true);
        // As many as came, and not the same: the rest is wanted when the others come.
        order("birch", "1.50", 0.1, false);
        order("birch", "1.75", 0.1, true);
        order("copper", "1.00", 1, false);
        order("dawn", "1.00", 1, true);
        Storage storage = Storage.at(directory.toString(), new Configuration());
        ViewFile file = write(storage).orElseThrow();
        assertEquals(List.of("birch", "copper", "dawn"), shops(storage, file));
        assertEquals(3, file.rows());
    }

    @Test
    void aFileOfNothingButWhatWasTakenBackIsNone() throws Exception {
        order("amber", "1.50", 0.1, true);
        order("amber", "1.50", 0.1, false);
        Storage storage = Storage.at(directory.toString(), new Configuration());
        assertEquals(Optional.empty(), write(storage));
    }
}
