package io.tidemark.columns.read;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Puts the rows of one kind of file together for Parquet's reader. */
public abstract class RowReadSupport<T> extends ReadSupport<T> {

    /** The columns to read of a file that has these. */
    protected abstract MessageType columns(MessageType file, Map<String, String> footer);

    /** One converter for each of the columns to read. */
    protected abstract Converter[] converters(MessageType columns);

    /** The row that the converters have put together. */
    protected abstract T row();

    protected abstract void startRow();

    @Override
    public final ReadContext init(InitContext context) {
        Map<String, String> footer = new HashMap<>();
        context.getKeyValueMetadata().forEach((key, values) -> footer.put(key, String.join("", values)));
        return new ReadContext(columns(context.getFileSchema(), footer));
    }

    @SuppressWarnings("deprecation") // Abstract in Parquet, though it calls the other one.
    @Override
    public final RecordMaterializer<T> prepareForRead(
            Configuration configuration, Map<String, String> footer, MessageType file, ReadContext context) {
        return new Rows(converters(context.getRequestedSchema()));
    }

    @Override
    public final RecordMaterializer<T> prepareForRead(
            ParquetConfiguration configuration, Map<String, String> footer, MessageType file, ReadContext context) {
        return new Rows(converters(context.getRequestedSchema()));
    }

    private final class Rows extends RecordMaterializer<T> {
        private final GroupConverter root;

        Rows(Converter[] converters) {
            root = new GroupConverter() {
                @Override
                public Converter getConverter(int index) {
                    return converters[index];
                }

                @Override
                public void start() {
                    startRow();
                }

                @Override
                public void end() {
                    // row() puts the last piece in.
                }
            };
        }

        @Override
        public T getCurrentRecord() {
            return row();
        }

        @Override
        public GroupConverter getRootConverter() {
            return root;
        }
    }
}
