package io.tidemark.columns.read;

import io.tidemark.columns.event.FieldsWanted;
import io.tidemark.columns.event.FileFields;
import io.tidemark.columns.event.FileFields.Projection;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.head.HeadConverters;
import io.tidemark.event.Component;
import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.UndeclaredFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads what records said, field by field; always into the same row. */
final class LogRowReadSupport extends RowReadSupport<LogRow> {
    private final FieldsWanted wanted;
    private final Faults faults = new Faults();
    private final LogRow row = new LogRow();
    /** By the name of a column that is written as JSON again: an object of it alone, open at its end. */
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();

    private Projection projection;
    private RecordConverter record;
    private FieldDecoder decoder;
    private HeadConverters head;
    private byte[] undeclared;

    LogRowReadSupport(FieldsWanted wanted) {
        this.wanted = wanted;
    }

    @Override
    protected MessageType columns(MessageType file, Map<String, String> footer) {
        projection = FileFields.of(file, footer).projection(wanted);
        return projection.all();
    }

    @Override
    protected Converter[] converters(MessageType columns) {
        record = RecordConverter.row(
                wanted.schema(),
                projection.asIs(),
                new GroupType(Type.Repetition.REQUIRED, "record", columns.getFields()),
                faults,
                values -> row.values = (ComponentValues) values);
        decoder = projection.byText().isEmpty()
                ? null
                : wanted.format().archived(wanted.schema().recordClass(), projection.namesByText());
        List<Converter> converters = new ArrayList<>();
        for (int i = 0; i < record.size(); i++) {
            converters.add(record.getConverter(i));
        }
        for (Type column : projection.rendered()) {
            StringBuilder text = new StringBuilder();
            texts.put(column.getName(), text);
            converters.add(ColumnTexts.field(column, text));
        }
        if (projection.undeclared()) {
            converters.add(new PrimitiveConverter() {
                @Override
                public void addBinary(Binary value) {
                    undeclared = value.getBytes();
                }
            });
        }
        head = new HeadConverters(projection.head());
        converters.addAll(head.all());
        converters.addAll(ValueConverters.positions(row));
        return converters.toArray(Converter[]::new);
    }

    @Override
    protected void startRow() {
        faults.clear();
        row.values = null;
        record.start();
        for (StringBuilder text : texts.values()) {
            text.setLength(0);
            text.append('{');
        }
        undeclared = null;
        head.start();
    }

    @Override
    protected LogRow row() {
        record.end();
        row.head = head.head();
        if (decoder != null && row.values != null) {
            decodeTexts();
        }
        row.fault = faults.first();
        return row;
    }

    private void decodeTexts() {
        try {
            byte[] json = json();
            ComponentValues decoded = decoder.decode(json, 0, json.length);
            for (Component component : projection.byText()) {
                row.values.copy(component.index(), decoded);
            }
        } catch (DecodeException fault) {
            faults.add(fault.getMessage());
            row.values = null;
        }
    }

    /** What is undeclared is all that the log said of its fields; their columns hold less. */
    private byte[] json() throws DecodeException {
        Set<String> told = undeclared == null || texts.isEmpty() ? Set.of() : UndeclaredFields.names(undeclared);
        StringBuilder json = new StringBuilder("{");
        texts.forEach((name, text) -> {
            if (text.length() > 1 && !told.contains(name)) {
                json.append(json.length() == 1 ? "" : ",").append(text, 1, text.length());
            }
        });
        if (undeclared == null) {
            json.append('}');
        } else {
            json.append(json.length() == 1 ? "" : ",");
            json.append(new String(undeclared, 1, undeclared.length - 1, StandardCharsets.UTF_8));
        }
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
