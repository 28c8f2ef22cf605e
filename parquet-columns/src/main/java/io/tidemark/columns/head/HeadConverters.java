package io.tidemark.columns.head;

import io.tidemark.event.head.RecordHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;

/** Reads keys and headers, row by row. Owned by one thread. */
public final class HeadConverters {
    private final HeadColumns which;
    private byte[] key;
    private List<RecordHead.Entry> headers = List.of();
    private String name;
    private byte[] value;

    public HeadConverters(HeadColumns which) {
        this.which = which;
    }

    /** Another row begins. */
    public void start() {
        key = null;
        headers = List.of();
    }

    public RecordHead head() {
        return key == null && headers.isEmpty() ? RecordHead.NONE : new RecordHead(key, headers);
    }

    /** One for each of the columns, in their order. */
    public List<Converter> all() {
        List<Converter> all = new ArrayList<>();
        if (which.keys()) {
            all.add(binary(bytes -> key = bytes.getBytes()));
        }
        if (which.headers()) {
            Converter element = group(
                    () -> value = null,
                    () -> headers.add(new RecordHead.Entry(name, value)),
                    binary(bytes -> name = bytes.toStringUsingUTF8()),
                    binary(bytes -> value = bytes.getBytes()));
            all.add(group(() -> headers = new ArrayList<>(), () -> {}, group(() -> {}, () -> {}, element)));
        }
        return all;
    }

    private static Converter binary(Consumer<Binary> sink) {
        return new PrimitiveConverter() {
            @Override
            public void addBinary(Binary bytes) {
                sink.accept(bytes);
            }
        };
    }

    private static Converter group(Runnable start, Runnable end, Converter... inside) {
        return new GroupConverter() {
            @Override
            public Converter getConverter(int index) {
                return inside[index];
            }

            @Override
            public void start() {
                start.run();
            }

            @Override
            public void end() {
                end.run();
            }
        };
    }
}
