package io.tidemark.batch.engine.merge;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.ViewReader;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.Metric;
import java.util.List;

/** The rows of an old view file that go on into the new view. */
public final class BaseRows implements RowCursor {
    private final Part<?> part;
    private final List<? extends Metric<?>> metrics;
    private final ViewReader rows;

    public BaseRows(Storage storage, ViewFile file, Part<?> part) {
        this.part = part;
        this.metrics = part.definition().metrics();
        this.rows = new ViewReader(storage, file, part.definition());
    }

    @Override
    public boolean next() {
        while (rows.next()) {
            if (part.keeps(rows.tileMillis())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public GroupKey group() {
        return rows.group();
    }

    @Override
    public long tileMillis() {
        return rows.tileMillis();
    }

    @Override
    public int accumulators(Object[] into) {
        int bytes = 0;
        for (int metric = 0; metric < into.length; metric++) {
            Aggregator<?, Object, Object> aggregator = metrics.get(metric).aggregator();
            byte[] state = rows.state(metric);
            into[metric] = aggregator.read(new ByteReader(state));
            bytes += state.length;
        }
        return bytes;
    }

    @Override
    public void close() {
        rows.close();
    }
}
