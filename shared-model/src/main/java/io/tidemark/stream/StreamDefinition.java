package io.tidemark.stream;

import io.tidemark.event.Component.Source;
import io.tidemark.event.EventFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.function.LongField;
import io.tidemark.usercode.WhenMostFail;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A Kafka topic with its event class, format and event time.
 *
 * @param topic the topic, which also names the stream
 * @param eventTimeMillis event time in milliseconds since the Unix epoch; throws where an event has none
 * @param maxSkew how far event time may be from the record's timestamp before the record is quarantined; empty: any
 * @param whenMostFail what is done when constructors, event time or format throw on most of the last records
 * @param kept what the archive keeps of its records besides their fields
 */
public record StreamDefinition<E>(
        String topic,
        Class<E> eventClass,
        EventFormat format,
        LongField<E> eventTimeMillis,
        Optional<Duration> maxSkew,
        WhenMostFail whenMostFail,
        Set<Kept> kept) {
    public StreamDefinition {
        kept = Set.copyOf(kept);
    }

    /** Whether the archive has to have the keys: somebody asked for it, or the events are read from them. */
    public boolean keepsKeys() {
        return keeps(Kept.KEYS, Source.KEY);
    }

    /** The same of headers. */
    public boolean keepsHeaders() {
        return keeps(Kept.HEADERS, Source.HEADER);
    }

    private boolean keeps(Kept what, Source source) {
        return kept.contains(what)
                || RecordSchema.of(eventClass).beside().stream().anyMatch(component -> component.source() == source);
    }

    /** Stops when most fail, and the archive keeps what the class does not declare. */
    public StreamDefinition(
            String topic,
            Class<E> eventClass,
            EventFormat format,
            LongField<E> eventTimeMillis,
            Optional<Duration> maxSkew) {
        this(topic, eventClass, format, eventTimeMillis, maxSkew, WhenMostFail.STOP, Set.of(Kept.UNDECLARED));
    }
}
