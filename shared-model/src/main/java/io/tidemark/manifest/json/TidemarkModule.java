package io.tidemark.manifest.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;

/**
 * How vectors look in JSON. A partition as the key of an object is {@code cluster id/topic id/topic/partition}: neither a
 * topic id nor a topic has a slash in it, so that the text is read back whatever a cluster calls itself. What operators
 * know is in base 64.
 */
public final class TidemarkModule {
    private TidemarkModule() {}

    public static SimpleModule module() {
        return new SimpleModule("tidemark")
                .addKeySerializer(PartitionId.class, new Writer())
                .addKeyDeserializer(PartitionId.class, new Reader())
                .addKeySerializer(ViewId.class, new ViewWriter())
                .addKeyDeserializer(ViewId.class, new ViewReader())
                .addSerializer(OperatorState.class, ToStringSerializer.instance)
                .addDeserializer(OperatorState.class, new StateReader());
    }

    private static final class ViewWriter extends StdSerializer<ViewId> {
        private static final long serialVersionUID = 1;

        ViewWriter() {
            super(ViewId.class);
        }

        @Override
        public void serialize(ViewId id, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeFieldName(id.toString());
        }
    }

    private static final class ViewReader extends KeyDeserializer {
        @Override
        public ViewId deserializeKey(String key, DeserializationContext context) {
            return ViewId.parse(key);
        }
    }

    private static final class StateReader extends FromStringDeserializer<OperatorState> {
        private static final long serialVersionUID = 1;

        StateReader() {
            super(OperatorState.class);
        }

        @Override
        protected OperatorState _deserialize(String text, DeserializationContext context) {
            return OperatorState.parse(text);
        }

        @Override
        protected Object _deserializeFromEmptyString(DeserializationContext context) {
            return OperatorState.NONE;
        }
    }

    private static final class Writer extends StdSerializer<PartitionId> {
        private static final long serialVersionUID = 1;

        Writer() {
            super(PartitionId.class);
        }

        @Override
        public void serialize(PartitionId partition, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            LogId log = partition.log();
            json.writeFieldName(
                    log.clusterId() + "/" + log.topicId() + "/" + log.topic() + "/" + partition.partition());
        }
    }

    private static final class Reader extends KeyDeserializer {
        @Override
        public PartitionId deserializeKey(String key, DeserializationContext context) throws IOException {
            int number = key.lastIndexOf('/');
            int topic = key.lastIndexOf('/', number - 1);
            int id = key.lastIndexOf('/', topic - 1);
            if (id < 0) {
                return refuse(key, context);
            }
            try {
                return new PartitionId(
                        new LogId(key.substring(topic + 1, number), key.substring(0, id), key.substring(id + 1, topic)),
                        Integer.parseInt(key.substring(number + 1)));
            } catch (NumberFormatException e) {
                return refuse(key, context);
            }
        }

        private static PartitionId refuse(String key, DeserializationContext context) throws IOException {
            return (PartitionId)
                    context.handleWeirdKey(PartitionId.class, key, "is not cluster id/topic id/topic/partition");
        }
    }
}
