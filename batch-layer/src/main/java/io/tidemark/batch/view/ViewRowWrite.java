package io.tidemark.batch.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.SketchAggregator;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import io.tidemark.model.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Puts a row into the columns of {@link ViewSchema}. */
final class ViewRowWrite extends WriteSupport<ViewRow> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final AggregationDefinition<?> definition;
    private final MessageType schema;
    private final String[] names;
    private final GroupType[] groupTypes;
    private final Aggregator<?, Object, Object>[] aggregators;
    private final GroupCodec groupCodec;
    private final ByteWriter state = new ByteWriter();
    private RecordConsumer columns;
    private int column;
    private GroupKey lastGroup;
    private List<Object> lastValues = List.of();

    @SuppressWarnings({"unchecked", "rawtypes"})
    ViewRowWrite(AggregationDefinition<?> definition) {
        this.definition = definition;
        this.schema = ViewSchema.whole(definition);
        this.names = schema.getFields().stream().map(Type::getName).toArray(String[]::new);
        this.groupTypes = definition.groups().stream().map(GroupField::type).toArray(GroupType[]::new);
        this.aggregators = definition.metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        this.groupCodec = new GroupCodec(definition.groups());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, Map.of(ViewSchema.FINGERPRINT, definition.fingerprint()));
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it must be here; nothing calls it.
    public WriteContext init(Configuration configuration) {
        return init((ParquetConfiguration) null);
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
        columns = consumer;
    }

    @Override
    public void write(ViewRow row) {
        if (!row.group().equals(lastGroup)) {
            lastGroup = row.group();
            lastValues = groupCodec.values(lastGroup);
        }
        columns.startMessage();
        column = 0;
        for (int i = 0; i < lastValues.size(); i++) {
            writeGroupValue(groupTypes[i], lastValues.get(i));
        }
        begin();
        columns.addLong(row.tileMillis());
        end();
        for (int m = 0; m < aggregators.length; m++) {
            writeResult(aggregators[m], row.accumulators()[m]);
        }
        writeBinary(Binary.fromConstantByteArray(row.group().bytes()));
        for (int m = 0; m < aggregators.length; m++) {
            byte[] bytes = state(aggregators[m], row.accumulators()[m]);
            writeBinary(Binary.fromConstantByteArray(bytes));
        }
        columns.endMessage();
    }

    private void writeGroupValue(GroupType type, Object value) {
        if (value == null) {
            column++;
            return;
        }
        switch (type) {
            case STRING, ENUM -> writeBinary(Binary.fromString((String) value));
            case LONG -> writeLong((Long) value);
            case BOOLEAN -> writeBoolean((Boolean) value);
            case INSTANT -> writeLong(micros((Instant) value));
            case DATE -> writeInt(Math.toIntExact(((LocalDate) value).toEpochDay()));
        }
    }

    private byte[] state(Aggregator<?, Object, Object> aggregator, Object accumulator) {
        if (aggregator instanceof SketchAggregator<?, Object, Object> sketches) {
            return sketches.sketch(accumulator);
        }
        aggregator.write(accumulator, state.clear());
        return state.toBytes();
    }

    private void writeResult(Aggregator<?, Object, Object> aggregator, Object accumulator) {
        Object value;
        try {
            value = readable(aggregator.resultType(), aggregator.result(accumulator));
        } catch (RuntimeException | JsonProcessingException userCode) {
            // The accumulator answers queries; this column is for people, and no reason to lose a run.
            value = null;
        }
        if (value == null) {
            column++;
            return;
        }
        switch (aggregator.resultType()) {
            case LONG, INSTANT -> writeLong((Long) value);
            case DOUBLE -> {
                begin();
                columns.addDouble((Double) value);
                end();
            }
            case BOOLEAN -> writeBoolean((Boolean) value);
            case DECIMAL, STRING, JSON -> writeBinary(Binary.fromString((String) value));
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
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private void writeBinary(Binary value) {
        begin();
        columns.addBinary(value);
        end();
    }

    private void writeLong(long value) {
        begin();
        columns.addLong(value);
        end();
    }

    private void writeInt(int value) {
        begin();
        columns.addInteger(value);
        end();
    }

    private void writeBoolean(boolean value) {
        begin();
        columns.addBoolean(value);
        end();
    }

    private void begin() {
        columns.startField(names[column], column);
    }

    private void end() {
        columns.endField(names[column], column);
        column++;
    }
}
