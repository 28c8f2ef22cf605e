package io.tidemark.event;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the bytes of a record become an event. {@code Json} and {@code Csv} come with Tidemark; implement this for your
 * own. A format is immutable and may be shared; the decoders it makes are owned by one thread each.
 *
 * <p>An event must survive being stored by its components: its instants are cut to the microsecond, its texts have no
 * half surrogate pairs, its optionals are not null. An event that would not is quarantined.
 */
public interface EventFormat {
    /** A name that changes when the meaning of the bytes changes: part of the definition's fingerprint. */
    String name();

    /**
     * A decoder for one record class.
     *
     * @throws IllegalArgumentException if this format cannot produce that class; the message names the component
     */
    <E> EventDecoder<E> decoder(Class<E> event);

    /**
     * A decoder for readers of some components alone. It accepts and refuses the same records as {@link
     * #decoder(Class)}, and may leave the other components null or zero.
     */
    default <E> EventDecoder<E> decoder(Class<E> event, Set<String> components) {
        return decoder(event);
    }

    /** The names of all components of a record class. */
    static Set<String> allComponents(Class<?> event) {
        RecordComponent[] components = event.getRecordComponents();
        return components == null
                ? Set.of()
                : Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toUnmodifiableSet());
    }
}
