package io.tidemark.model;

import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.check.RecordFaults;
import io.tidemark.event.json.Json;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import io.tidemark.stream.Kept;
import io.tidemark.stream.NoEventTimeException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.WhenMostFail;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A stream being defined; made by {@link ModelBuilder#stream}. JSON unless another format is given. */
public final class StreamBuilder<E> extends Events<E> {
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Duration LONGEST = Duration.ofDays(36_500_000);

    private final ModelBuilder model;
    private final String topic;
    private final Class<E> eventClass;
    private EventFormat format = new Json();
    private LongField<E> eventTimeMillis;
    private Duration maxSkew;
    private WhenMostFail whenMostFail = WhenMostFail.STOP;
    private final Set<Kept> kept = EnumSet.of(Kept.UNDECLARED);

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

    /**
     * Lets the archive keep what the record class does not declare, as text: it is read once a later version of the class
     * declares it. On unless {@link #dropUndeclared} is called; costs nothing for records that hold nothing else.
     */
    public StreamBuilder<E> keepUndeclared() {
        kept.add(Kept.UNDECLARED);
        return this;
    }

    /** Saves the space: an aggregation that reads a field which is declared later begins where the archive has it. */
    public StreamBuilder<E> dropUndeclared() {
        kept.remove(Kept.UNDECLARED);
        return this;
    }

    /**
     * Lets the archive keep each record's key, as bytes, and of a record without a value that it was there, with its key.
     * Off unless this is called, or a component of the record class is a {@link io.tidemark.event.head.Key}.
     */
    public StreamBuilder<E> keepKeys() {
        kept.add(Kept.KEYS);
        return this;
    }

    /**
     * Lets the archive keep each record's headers, names and bytes. Off unless this is called, or a component of the record
     * class is a {@link io.tidemark.event.head.Header}.
     */
    public StreamBuilder<E> keepHeaders() {
        kept.add(Kept.HEADERS);
        return this;
    }

    @Override
    List<Path> paths() {
        return List.of(new Path(this, List.of()));
    }

    StreamDefinition<E> build() {
        String place = "stream \"" + topic + "\"";
        if (topic == null || topic.isBlank()) {
            model.fault("TM-DEF-002", "stream", "the topic's name is blank", "name the Kafka topic");
        } else if (!TOPIC.matcher(topic).matches()) {
            model.fault(
                    "TM-DEF-028",
                    place,
                    "is not the name of a Kafka topic",
                    "use at most 249 letters, digits, '.', '_' and '-', not \".\" or \"..\"");
        }
        if (eventTimeMillis == null) {
            String method = eventClass == null ? "Event" : eventClass.getSimpleName();
            model.fault("TM-DEF-003", place, "has no event time", "add .eventTime(" + method + "::…)");
        }
        if (maxSkew != null && (maxSkew.isNegative() || maxSkew.isZero() || isEndless(maxSkew))) {
            model.fault(
                    "TM-DEF-004",
                    place + ", maxSkew",
                    maxSkew + (isEndless(maxSkew) ? " is too long" : " is not positive"),
                    "use a positive duration or none");
        }
        if (eventClass == null || !eventClass.isRecord()) {
            String name = eventClass == null ? "null" : eventClass.getName();
            model.fault("TM-DEF-005", place, name + " is not a record class", "declare it as a record");
        } else if (checkRecord(place)) {
            tryFormat(place);
        }
        return new StreamDefinition<>(
                topic, eventClass, format, eventTimeMillis, Optional.ofNullable(maxSkew), whenMostFail, kept);
    }

    /** Whether milliseconds in a long cannot hold it. */
    static boolean isEndless(Duration duration) {
        return duration.abs().compareTo(LONGEST) > 0;
    }

    private boolean checkRecord(String place) {
        List<RecordFaults.Found> faults = RecordFaults.of(eventClass);
        for (RecordFaults.Found found : faults) {
            String code =
                    switch (found.kind()) {
                        case TYPE -> "TM-DEF-006";
                        case RESERVED_NAME -> "TM-DEF-025";
                        case EQUAL_NAMES -> "TM-DEF-026";
                        case EMPTY -> "TM-DEF-027";
                    };
            String component = found.place().isEmpty() ? "" : ", component \"" + found.place() + "\"";
            model.fault(code, place + component, found.fault(), found.mend());
        }
        return faults.isEmpty();
    }

    private void tryFormat(String place) {
        if (format == null) {
            model.fault("TM-DEF-029", place + ", format", "is null", "give one, or leave it out for JSON");
            return;
        }
        String name = "";
        try {
            name = " " + Objects.requireNonNull(format.name(), "its name is null");
            RecordSchema<E> schema = RecordSchema.of(eventClass);
            format.decoder(eventClass);
            if (!schema.beside().isEmpty() && !(format instanceof FieldFormat)) {
                throw new IllegalArgumentException(schema.beside().get(0).name()
                        + ": a format that makes events as a whole leaves no component to the key or a header");
            }
        } catch (Throwable refused) {
            UserCode.requireNotTheMachines(refused);
            String fault = refused instanceof IllegalArgumentException ? refused.getMessage() : UserCode.text(refused);
            model.fault("TM-DEF-006", place + ", format" + name, fault, "change the field or the format");
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
