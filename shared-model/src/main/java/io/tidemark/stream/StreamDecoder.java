package io.tidemark.stream;

import io.tidemark.event.ComponentValues;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.FieldFormat;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.check.StorableCheck;
import io.tidemark.event.head.RecordHead;
import io.tidemark.fault.Reason;
import io.tidemark.usercode.FailingCode;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Decides for every layer alike whether a record is an event of its stream: it decodes, it has an event time in the years
 * 0 to 9999, and that time is not too far from the record's timestamp. Owned by one thread.
 */
public final class StreamDecoder<E> {
    private final StreamDefinition<E> stream;
    private final RecordSchema<E> schema;
    /** Of a format with fields, whose values are checked as they are read; else null. */
    private final FieldDecoder fields;
    /** Of any other format: what it makes is the user's, as its code is; else null. */
    private final EventDecoder<E> decoder;

    private final StorableCheck<E> check;
    /** Null if all components are of the value. */
    private final HeadDecoder beside;

    private final long maxSkewMillis;
    private final String place;
    private final String constructorPlace;
    private final String timePlace;
    private final String formatPlace;
    private RunningCode running = new RunningCode();
    /** Null for those who do not stop. */
    private FailingCode failing;

    private long eventTimeMillis;

    public StreamDecoder(StreamDefinition<E> stream) {
        this(stream, EventFormat.allComponents(stream.eventClass()));
    }

    /** @param components those that are read of the events; others may be left null or zero */
    public StreamDecoder(StreamDefinition<E> stream, Set<String> components) {
        this.stream = stream;
        this.schema = RecordSchema.of(stream.eventClass());
        this.beside = schema.beside().isEmpty() ? null : new HeadDecoder(schema);
        this.place = "stream \"" + stream.topic() + "\"";
        this.constructorPlace = place + ", constructor";
        this.timePlace = place + ", event time";
        this.formatPlace = place + ", format";
        this.maxSkewMillis = stream.maxSkew().map(Duration::toMillis).orElse(Long.MAX_VALUE);
        if (stream.format() instanceof FieldFormat format) {
            fields = CheckedFields.of(format, stream.eventClass(), components, UndeclaredFields.dropped());
            decoder = null;
            check = null;
        } else {
            fields = null;
            decoder = stream.format().decoder(stream.eventClass(), components);
            check = new StorableCheck<>(schema);
        }
    }

    /** Lets each method throw a {@link UserCodeException} when the user's code throws on most of the last records. */
    public StreamDecoder<E> stoppingWhenMostFail() {
        failing = FailingCode.of(place, stream.whenMostFail());
        return this;
    }

    /** Tells what runs, so that what does not return can be named. */
    public StreamDecoder<E> watchedBy(RunningCode code) {
        running = code;
        return this;
    }

    /**
     * The event in these bytes, which are null for a record without a value; {@link #eventTimeMillis} tells its time.
     *
     * @throws DecodeException if the record is none
     * @throws UserCodeException if the user's code cannot work at all
     */
    public E decode(byte[] bytes, int offset, int length, long recordTimestampMillis) throws DecodeException {
        return decode(bytes, offset, length, RecordHead.NONE, recordTimestampMillis);
    }

    /** Whether what stands beside a record's value is part of its event: else nobody has to look for it. */
    public boolean readsHead() {
        return beside != null;
    }

    /** The same of a record with a key and headers. */
    public E decode(byte[] bytes, int offset, int length, RecordHead head, long recordTimestampMillis)
            throws DecodeException {
        if (bytes == null) {
            throw new DecodeException("value: is missing");
        }
        if (fields != null) {
            return make(values(bytes, offset, length), head, recordTimestampMillis);
        }
        E event = decodeByUsersFormat(bytes, offset, length);
        accept(event, recordTimestampMillis);
        return event;
    }

    private ComponentValues values(byte[] bytes, int offset, int length) throws DecodeException {
        try {
            return fields.decode(bytes, offset, length);
        } catch (UserCodeException stops) {
            throw stops;
        } catch (RuntimeException | StackOverflowError fault) {
            throw new DecodeException("format " + stream.format().name() + ": " + Reason.of(fault), fault);
        }
    }

    private E decodeByUsersFormat(byte[] bytes, int offset, int length) throws DecodeException {
        running.enter(formatPlace);
        try {
            E event = decoder.decode(bytes, offset, length);
            check.check(event);
            return event;
        } catch (DecodeException refused) {
            throw refused.isOfUserCode() ? failed(refused) : refused;
        } catch (Throwable thrown) {
            UserCode.requireRecordsFault(thrown, formatPlace);
            throw failed(DecodeException.ofUserCode("format " + stream.format().name(), thrown));
        } finally {
            running.leave();
        }
    }

    /**
     * The event that these values make, such as those that the archive holds of a record: what the user's constructors and
     * the event time throw refuses it. Each runs once; the values are left as they are.
     */
    public E make(ComponentValues values, long recordTimestampMillis) throws DecodeException {
        E event = create(values);
        accept(event, recordTimestampMillis);
        return event;
    }

    /** The same of a record with a key and headers, which are put among the values. */
    public E make(ComponentValues values, RecordHead head, long recordTimestampMillis) throws DecodeException {
        if (beside != null) {
            beside.take(head, values);
        }
        return make(values, recordTimestampMillis);
    }

    /** The same without a look at its time. */
    public E create(ComponentValues values) throws DecodeException {
        running.enter(constructorPlace);
        try {
            return schema.create(values);
        } catch (Throwable thrown) {
            UserCode.requireRecordsFault(thrown, constructorPlace);
            throw failed(DecodeException.ofUserCode(stream.eventClass().getSimpleName(), thrown));
        } finally {
            running.leave();
        }
    }

    private DecodeException failed(DecodeException fault) {
        if (failing != null) {
            failing.threw(fault.getMessage());
        }
        return fault;
    }

    /** Takes the time of an event that is there already. */
    public void accept(E event, long recordTimestampMillis) throws DecodeException {
        long timeMillis;
        running.enter(timePlace);
        try {
            timeMillis = stream.eventTimeMillis().applyAsLong(event);
        } catch (NoEventTimeException none) {
            throw new DecodeException("event time: is missing");
        } catch (Throwable thrown) {
            UserCode.requireRecordsFault(thrown, timePlace);
            throw failed(DecodeException.ofUserCode("event time", thrown));
        } finally {
            running.leave();
        }
        if (failing != null) {
            failing.returned();
        }
        acceptTime(timeMillis, recordTimestampMillis);
    }

    /** Takes what is already known to be the time of an event. */
    public void acceptTime(long timeMillis, long recordTimestampMillis) throws DecodeException {
        eventTimeMillis = timeMillis;
        if (!EventYears.has(eventTimeMillis)) {
            throw new DecodeException("event time: " + EventYears.outside(eventTimeMillis));
        }
        if (maxSkewMillis != Long.MAX_VALUE && isTooFar(recordTimestampMillis)) {
            throw new DecodeException("event time: " + Instant.ofEpochMilli(eventTimeMillis)
                    + " is more than " + stream.maxSkew().orElseThrow() + " from the record's timestamp "
                    + Instant.ofEpochMilli(recordTimestampMillis));
        }
    }

    /** The event time of the event last decoded. */
    public long eventTimeMillis() {
        return eventTimeMillis;
    }

    private boolean isTooFar(long recordTimestampMillis) {
        return Math.abs(eventTimeMillis - recordTimestampMillis) > maxSkewMillis;
    }
}
