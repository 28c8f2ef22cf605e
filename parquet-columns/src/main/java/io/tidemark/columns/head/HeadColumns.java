package io.tidemark.columns.head;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * Which of a record's key and headers a file holds.
 *
 * <pre>
 * _key BINARY                                       as it came; absent if the record has none
 * _headers LIST of (name STRING, value BINARY)      in their order, a name may come again; absent if there is none
 * </pre>
 */
public record HeadColumns(boolean keys, boolean headers) {
    public static final String KEY = "_key";
    public static final String HEADERS = "_headers";
    public static final HeadColumns NONE = new HeadColumns(false, false);

    /** Those that a file has. */
    public static HeadColumns of(MessageType file) {
        return new HeadColumns(file.containsField(KEY), file.containsField(HEADERS));
    }

    /** Those that both hold. */
    public HeadColumns and(HeadColumns other) {
        return new HeadColumns(keys && other.keys, headers && other.headers);
    }

    public List<Type> types() {
        List<Type> types = new ArrayList<>();
        if (keys) {
            types.add(Types.optional(PrimitiveTypeName.BINARY).named(KEY));
        }
        if (headers) {
            Type name = Types.required(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named("name");
            Type value = Types.optional(PrimitiveTypeName.BINARY).named("value");
            types.add(Types.list(Repetition.OPTIONAL)
                    .element(
                            Types.requiredGroup().addField(name).addField(value).named("element"))
                    .named(HEADERS));
        }
        return types;
    }
}
