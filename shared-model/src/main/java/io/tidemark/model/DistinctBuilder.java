package io.tidemark.model;

import io.tidemark.event.Component;
import io.tidemark.event.ValueType.Scalar;
import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.function.UserFunction;
import io.tidemark.stream.StreamDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** By which id, and within which time, an aggregation's events count once. Ends with {@link #within}. */
public final class DistinctBuilder<E> {
    private final AggregationBuilder<E> aggregation;
    private final List<Field<E, ?>> ids = new ArrayList<>();
    private boolean isInOnePartition;
    /** Of whether it was given another field tells. */
    private Duration within;

    private boolean isEnded;

    DistinctBuilder(AggregationBuilder<E> aggregation, Field<E, ?> id) {
        this.aggregation = aggregation;
        ids.add(id);
    }

    /** The id has a further field: two events have one id if all of its fields are equal. */
    public <V> DistinctBuilder<E> and(Field<E, V> id) {
        ids.add(id);
        return this;
    }

    /**
     * Declares that all records of one id are in one partition, as they are where the producer's key is a part of the id, or
     * follows from it. Not needed where the key is one of the id's fields, a {@link io.tidemark.event.head.Key} text: that is
     * seen.
     */
    public DistinctBuilder<E> inOnePartition() {
        isInOnePartition = true;
        return this;
    }

    /**
     * For how long an id is remembered, by the log clock of its partition: an event counts unless one of the same id, which
     * counted or not, lies before it in the partition by no more than this.
     *
     * @param time positive, of whole milliseconds
     */
    public AggregationBuilder<E> within(Duration time) {
        within = time;
        isEnded = true;
        return aggregation;
    }

    /** Tells what is wrong; empty if something is. */
    Optional<DistinctBy<E>> build(StreamDefinition<E> stream, Faults faults) {
        boolean isGood = isTimeGood(faults);
        List<GroupField<E>> fields = new ArrayList<>();
        boolean isKeyed = false;
        for (Field<E, ?> id : ids) {
            if (id == null) {
                faults.tell("TM-DEF-029", "is given a null", "give a field of the event");
                continue;
            }
            Class<?> type = UserFunction.of(id).returnType();
            Optional<GroupType> idType = GroupType.of(type);
            if (idType.isEmpty()) {
                faults.tell("TM-DEF-035", "no id can be a " + type.getTypeName(), "use one of " + GroupType.names());
                continue;
            }
            Optional<Component> component = stream == null ? Optional.empty() : UsedFields.componentInLog(stream, id);
            isKeyed |= component.filter(DistinctBuilder::isKey).isPresent();
            fields.add(new GroupField<>(component.map(Component::name).orElse("a function"), id, idType.get()));
        }
        boolean isWhole = fields.size() == ids.size();
        if (isWhole && stream != null && !isKeyed && !isInOnePartition) {
            faults.tell(
                    "TM-DEF-037",
                    "nothing tells that all records of one id are in one partition, and none sees those of another",
                    "let one of the id's fields be the record's key (@Key String …); or, if the producer's key follows from the"
                            + " id, say .inOnePartition()");
            return Optional.empty();
        }
        return isGood && isWhole ? Optional.of(new DistinctBy<>(fields, within)) : Optional.empty();
    }

    /**
     * Tells of it unless a correction has another id than what it takes back, as it has by all that says that it is one: the rest
     * of it is the same.
     */
    void requireToldApart(StreamDefinition<E> stream, Condition<E> retractedBy, Faults faults) {
        Optional<Set<String>> read = UsedFields.read(stream, retractedBy);
        TreeSet<String> lacking = new TreeSet<>(read.orElse(Set.of()));
        ids.stream().filter(Objects::nonNull).forEach(id -> UsedFields.given(stream, id)
                .ifPresent(lacking::remove));
        if (read.isEmpty() || !lacking.isEmpty()) {
            faults.tell(
                    "TM-DEF-039",
                    "leaves out events that take others back, unless the id tells them from those",
                    read.isEmpty()
                            ? "let retractedBy read fields of the event alone, and the id have them, by .and(…); or leave one of the"
                                    + " two out"
                            : "let the id have what retractedBy reads, by .and(…): " + String.join(", ", lacking));
        }
    }

    /** Of a key that is read as another type two may be one value. */
    private static boolean isKey(Component component) {
        return component.source() == Component.Source.KEY && component.type() == Scalar.STRING;
    }

    private boolean isTimeGood(Faults faults) {
        if (!isEnded) {
            faults.tell("TM-DEF-036", "no time is given", "end it with .within(Duration.of…)");
        } else if (within == null) {
            faults.tell("TM-DEF-029", "is given a null", "give a duration");
        } else if (StreamBuilder.isEndless(within)) {
            faults.tell("TM-DEF-036", within + " is too long", "use a duration such as PT24H");
        } else if (within.isNegative() || within.isZero()) {
            faults.tell("TM-DEF-036", within + " is not positive", "use a duration such as PT24H");
        } else if (within.toNanosPart() % 1_000_000 != 0) {
            faults.tell("TM-DEF-036", within + " is not whole milliseconds", "use a duration such as PT24H");
        } else {
            return true;
        }
        return false;
    }

    /** Takes what is wrong. */
    @FunctionalInterface
    interface Faults {
        void tell(String code, String fault, String mend);
    }
}
