package io.tidemark.batch.view;

import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Takes the columns that are needed to merge out of a view file, into one row that is used again and again. */
final class ViewRowRead extends ReadSupport<ViewRowRead.Row> {
    private static final int TILE = 0;
    private static final int GROUP = 1;
    private static final int STATES = 2;

    private final AggregationDefinition<?> definition;
    /** What the file's tiles are told in. */
    private boolean hasMicros;

    ViewRowRead(AggregationDefinition<?> definition) {
        this.definition = definition;
    }

    @Override
    public ReadContext init(InitContext file) {
        Set<String> made = file.getKeyValueMetadata().getOrDefault(ViewSchema.FINGERPRINT, Set.of());
        if (!made.equals(Set.of(definition.fingerprint()))) {
            throw new IllegalArgumentException("it was made by definition " + made + " of \"" + definition.name()
                    + "\", not by " + definition.fingerprint());
        }
        hasMicros = ViewSchema.hasMicros(file.getFileSchema());
        return new ReadContext(ViewSchema.states(definition, file.getFileSchema()));
    }

    @Override
    public RecordMaterializer<Row> prepareForRead(
            ParquetConfiguration configuration, Map<String, String> footer, MessageType schema, ReadContext context) {
        return new RowMaterializer(definition.metrics().size(), hasMicros);
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract, so it must be here; nothing calls it.
    public RecordMaterializer<Row> prepareForRead(
            Configuration configuration, Map<String, String> footer, MessageType schema, ReadContext context) {
        return prepareForRead((ParquetConfiguration) null, footer, schema, context);
    }

    /** The row last read; changes when the next one is. */
    static final class Row {
        private final NumberColumn tile = new NumberColumn();
        private final boolean hasMicros;
        private final BytesColumn key = new BytesColumn();
        private final BytesColumn[] states;
        private GroupKey group;

        private Row(int metrics, boolean hasMicros) {
            this.hasMicros = hasMicros;
            states = new BytesColumn[metrics];
            Arrays.setAll(states, metric -> new BytesColumn());
        }

        int metrics() {
            return states.length;
        }

        long tileMillis() {
            return hasMicros ? tile.number / ViewSchema.MICROS_A_MILLI : tile.number;
        }

        GroupKey group() {
            if (group == null || group.bytes() != key.bytes) {
                group = GroupKey.of(key.bytes);
            }
            return group;
        }

        byte[] state(int metric) {
            return states[metric].bytes;
        }

        private PrimitiveConverter column(int field) {
            return switch (field) {
                case TILE -> tile;
                case GROUP -> key;
                default -> states[field - STATES];
            };
        }
    }

    private static final class RowMaterializer extends RecordMaterializer<Row> {
        private final Row row;
        private final GroupConverter root;

        RowMaterializer(int metrics, boolean hasMicros) {
            row = new Row(metrics, hasMicros);
            root = new GroupConverter() {
                @Override
                public Converter getConverter(int field) {
                    return row.column(field);
                }

                @Override
                public void start() {
                    // Every column is required: each row overwrites all of the one before.
                }

                @Override
                public void end() {
                    // As above.
                }
            };
        }

        @Override
        public Row getCurrentRecord() {
            return row;
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }

    private static final class NumberColumn extends PrimitiveConverter {
        private long number;

        @Override
        public void addLong(long value) {
            number = value;
        }
    }

    /** A value that is in the column's dictionary is the same array in every row. */
    private static final class BytesColumn extends PrimitiveConverter {
        private byte[] bytes;
        private byte[][] dictionary;

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary values) {
            dictionary = new byte[values.getMaxId() + 1][];
            for (int id = 0; id < dictionary.length; id++) {
                dictionary[id] = values.decodeToBinary(id).getBytes();
            }
        }

        @Override
        public void addValueFromDictionary(int id) {
            bytes = dictionary[id];
        }

        @Override
        public void addBinary(Binary value) {
            bytes = value.getBytes();
        }
    }
}
