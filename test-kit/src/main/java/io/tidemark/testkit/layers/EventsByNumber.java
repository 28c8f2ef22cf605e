package io.tidemark.testkit.layers;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import java.util.List;

/** A format whose records hold an event's number: the test has the events as objects already. */
record EventsByNumber(String name, List<?> events) implements EventFormat {
    static byte[] bytes(int number) {
        ByteWriter out = new ByteWriter();
        out.writeInt(number);
        return out.toBytes();
    }

    @Override
    public <E> EventDecoder<E> decoder(Class<E> event) {
        return (bytes, offset, length) -> {
            Object found = events.get(new ByteReader(bytes, offset, length).readInt());
            if (found == null) {
                throw new DecodeException("a record that is no event");
            }
            return event.cast(found);
        };
    }
}
