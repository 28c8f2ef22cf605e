package io.tidemark.columns.event;

import io.tidemark.columns.head.HeadColumns;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns of a quarantine file: why, what, and where the record stood. */
public final class RefusedColumns {
    static final String REASON = "reason";
    static final String RAW = "raw";

    private RefusedColumns() {}

    public static MessageType columns(HeadColumns head) {
        List<Type> columns = new ArrayList<>();
        columns.add(Types.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(REASON));
        columns.add(Types.optional(PrimitiveTypeName.BINARY).named(RAW));
        columns.addAll(head.types());
        columns.addAll(EventColumns.positions());
        return new MessageType("quarantined", columns);
    }
}
