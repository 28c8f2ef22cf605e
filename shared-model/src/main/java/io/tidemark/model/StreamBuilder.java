package io.tidemark.model;

import io.tidemark.event.EventFormat;
import io.tidemark.event.Json;
import io.tidemark.event.RecordSchema;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import io.tidemark.stream.NoEventTimeException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.WhenMostFail;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A stream being defined; made by {@link ModelBuilder#stream}. JSON unless another format is given. */
public final class StreamBuilder<E> {
    private final ModelBuilder model;
    private final String topic;
    private final Class<E> eventClass;
    private EventFormat format = new Json();
    private LongField<E> eventTimeMillis;
    private Duration maxSkew;
    private WhenMostFail whenMostFail = WhenMostFail.STOP;

    StreamBuilder(ModelBuilder model, String topic, Class<E> eventClass) {
        this.model = model;
        this.topic = topic;
        this.eventClass = eventClass;
    }

    public StreamBuilder<E> format(EventFormat eventFormat) {
        format = eventFormat;
        return this;
    }

    /** When the event happened. An event for which this is null is quarantined. */
    public StreamBuilder<E> eventTime(Field<E, Instant> time) {
        eventTimeMillis = new InstantMillis<>(time);
        return this;
    }

    /** When the event happened, in milliseconds since the Unix epoch. */
    public StreamBuilder<E> eventTimeMillis(LongField<E> millis) {
        eventTimeMillis = millis;
        return this;
    }

    /** Quarantines events whose time is further than this from their record's timestamp. Off by default. */
    public StreamBuilder<E> maxSkew(Duration skew) {
        maxSkew = skew;
        return this;
    }

    /**
     * What is done when the record's constructor, the event time or the format throws on more than half of the last 1,000
     * records. By default all aggregations of the stream stop, and the status says so; nothing is lost. {@code
     * QUARANTINE} goes on without those records. Records that do not decode are quarantined in any case.
     */
    public StreamBuilder<E> whenMostFail(WhenMostFail then) {
        whenMostFail = then;
        return this;
    }

    StreamDefinition<E> build() {
        String place = "stream \"" + topic + "\"";
        if (topic.isBlank()) {
            model.fault("TM-DEF-002", "stream", "the topic's name is blank", "name the Kafka topic");
        }
        if (eventTimeMillis == null) {
            model.fault(
                    "TM-DEF-003", place, "has no event time", "add .eventTime(" + eventClass.getSimpleName() + "::…)");
        }
        if (maxSkew != null && (maxSkew.isNegative() || maxSkew.isZero())) {
            model.fault(
                    "TM-DEF-004", place + ", maxSkew", maxSkew + " is not positive", "use a positive duration or none");
        }
        if (!eventClass.isRecord()) {
            model.fault("TM-DEF-005", place, eventClass.getName() + " is not a record class", "declare it as a record");
        } else {
            tryFormat(place);
        }
        return new StreamDefinition<>(
                topic, eventClass, format, eventTimeMillis, Optional.ofNullable(maxSkew), whenMostFail);
    }

    private void tryFormat(String place) {
        try {
            RecordSchema.of(eventClass);
            format.decoder(eventClass);
        } catch (IllegalArgumentException e) {
            model.fault(
                    "TM-DEF-006",
                    place + ", format " + format.name(),
                    e.getMessage(),
                    "change the field or the format");
        }
    }

    /** Named, so that the definition's inspection can see the user's function inside. */
    record InstantMillis<E>(Field<E, Instant> time) implements LongField<E> {
        private static final long MOST_SECONDS = Long.MAX_VALUE / 1000 - 1;

        @Override
        public long applyAsLong(E event) {
            Instant instant = time.apply(event);
            if (instant == null) {
                throw new NoEventTimeException();
            }
            // What is out of the range of milliseconds is out of the years that are accepted all the more.
            return Math.abs(instant.getEpochSecond()) < MOST_SECONDS
                    ? instant.toEpochMilli()
                    : instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
