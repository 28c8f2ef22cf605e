package io.tidemark.event.head;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component that is read from a header of the record, which is text in UTF-8, and not from its value: {@code
 * @Header("trace") String trace}. Of headers of one name the last counts. Absent if there is none, or it has no value.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Header {
    /** The header's name, as producers write it. */
    String value();
}
