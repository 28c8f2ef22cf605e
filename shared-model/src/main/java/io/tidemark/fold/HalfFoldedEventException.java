package io.tidemark.fold;

import io.tidemark.usercode.UserCode;

/**
 * The user's code threw on an event that it had not thrown on a moment before, when some metrics had taken the event and
 * others not: the table is in doubt, and is to be thrown away. The functions of the definition are not pure, or an
 * aggregator breaks its laws.
 */
public final class HalfFoldedEventException extends RuntimeException {
    HalfFoldedEventException(Throwable cause) {
        super(UserCode.text(cause), cause);
    }
}
