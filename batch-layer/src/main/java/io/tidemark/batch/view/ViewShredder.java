package io.tidemark.batch.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.SketchAggregator;
import io.tidemark.codec.ByteWriter;
import io.tidemark.columns.write.BinaryColumn;
import io.tidemark.columns.write.Column;
import io.tidemark.columns.write.NumberColumn;
import io.tidemark.columns.write.RowShredder;
import io.tidemark.event.value.Storable;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.model.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Puts a row into the columns of {@link ViewSchema}. Owned by one thread. Guarded by the benchmark {@code recompute} over
 * {@code hot}.
 */
final class ViewShredder implements RowShredder<ViewRow> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final GroupType[] groupTypes;
    private final Aggregator<?, Object, Object>[] aggregators;
    private final ResultType[] resultTypes;
    private final SketchAggregator<?, Object, Object>[] sketches;
    private final GroupCodec groupCodec;
    private final Column[] groupValues;
    private final NumberColumn tile;
    private final Column[] results;
    private final BinaryColumn groupKey;
    private final BinaryColumn[] states;
    private final ByteWriter state = new ByteWriter();
    private GroupKey lastGroup;
    private List<Object> lastValues = List.of();

    @SuppressWarnings({"unchecked", "rawtypes"})
    ViewShredder(AggregationDefinition<?> definition, Iterator<Column> columns) {
        groupTypes = definition.groups().stream().map(GroupField::type).toArray(GroupType[]::new);
        aggregators = definition.metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        resultTypes = new ResultType[aggregators.length];
        sketches = new SketchAggregator[aggregators.length];
        for (int metric = 0; metric < aggregators.length; metric++) {
            resultTypes[metric] = aggregators[metric].resultType();
            sketches[metric] =
                    aggregators[metric] instanceof SketchAggregator<?, Object, Object> sketching ? sketching : null;
        }
        groupCodec = new GroupCodec(definition.groups());
        groupValues = next(groupTypes.length, columns).toArray(Column[]::new);
        tile = (NumberColumn) columns.next();
        results = next(aggregators.length, columns).toArray(Column[]::new);
        groupKey = (BinaryColumn) columns.next();
        states = next(aggregators.length, columns).toArray(BinaryColumn[]::new);
    }

    private static List<Column> next(int count, Iterator<Column> columns) {
        List<Column> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(columns.next());
        }
        return next;
    }

    @Override
    public void write(ViewRow row) {
        GroupKey group = row.group();
        if (!group.equals(lastGroup)) {
            lastGroup = group;
            lastValues = groupCodec.values(group);
        }
        for (int field = 0; field < groupTypes.length; field++) {
            writeGroupValue(groupTypes[field], groupValues[field], lastValues.get(field));
        }
        tile.add(0, row.tileMillis() * ViewSchema.MICROS_A_MILLI);
        groupKey.add(0, group.bytes());
        Object[] accumulators = row.accumulators();
        for (int metric = 0; metric < aggregators.length; metric++) {
            writeResult(metric, accumulators[metric]);
            writeState(metric, accumulators[metric]);
        }
    }

    private static void writeGroupValue(GroupType type, Column column, Object value) {
        if (value == null) {
            column.addAbsent(0, 0);
            return;
        }
        switch (type) {
            case STRING, ENUM -> ((BinaryColumn) column).add(0, (String) value);
            case LONG -> ((NumberColumn) column).add(0, (Long) value);
            case BOOLEAN -> ((NumberColumn) column).add(0, (Boolean) value ? 1 : 0);
            case INSTANT -> ((NumberColumn) column).add(0, micros((Instant) value));
            case DATE -> {
                // Exactly: the column has no more than an int's bits.
                int epochDay = Math.toIntExact(((LocalDate) value).toEpochDay());
                ((NumberColumn) column).add(0, epochDay);
            }
        }
    }

    private void writeState(int metric, Object accumulator) {
        if (sketches[metric] != null) {
            states[metric].add(0, sketches[metric].sketch(accumulator));
        } else {
            aggregators[metric].write(accumulator, state.clear());
            states[metric].add(0, state.array(), state.size());
        }
    }

    private void writeResult(int metric, Object accumulator) {
        Object value;
        try {
            value = readable(resultTypes[metric], aggregators[metric].result(accumulator));
        } catch (RuntimeException | JsonProcessingException userCode) {
            // The accumulator answers queries; this column is for people, and no reason to lose a run.
            value = null;
        }
        Column column = results[metric];
        if (value == null) {
            column.addAbsent(0, 0);
            return;
        }
        switch (resultTypes[metric]) {
            case LONG, INSTANT -> ((NumberColumn) column).add(0, (Long) value);
            case DOUBLE -> ((NumberColumn) column).add(0, Double.doubleToRawLongBits((Double) value));
            case BOOLEAN -> ((NumberColumn) column).add(0, (Boolean) value ? 1 : 0);
            case DECIMAL, STRING, JSON -> ((BinaryColumn) column).add(0, (String) value);
        }
    }

    private static Object readable(ResultType type, Object result) throws JsonProcessingException {
        if (result == null) {
            return null;
        }
        return switch (type) {
            case LONG -> ((Number) result).longValue();
            case DOUBLE -> ((Number) result).doubleValue();
            case BOOLEAN -> (Boolean) result;
            case INSTANT -> micros((Instant) result);
            case DECIMAL -> ((BigDecimal) result).toPlainString();
            case STRING -> result.toString();
            case JSON -> JSON.writeValueAsString(result);
        };
    }

    private static long micros(Instant instant) {
        return Storable.micros(instant);
    }
}
