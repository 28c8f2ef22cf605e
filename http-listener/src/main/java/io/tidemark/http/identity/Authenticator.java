package io.tidemark.http.identity;

import java.time.Instant;

/** One way to recognise somebody. Safe for use by many threads. */
public interface Authenticator {
    /** What an authenticator says of credentials. */
    sealed interface Verdict {}

    /**
     * They are somebody's.
     *
     * @param again when they are to be looked at again
     * @param end when they are no longer good, whatever else is so
     */
    record Recognised(Principal principal, Instant again, Instant end) implements Verdict {}

    /**
     * They are nobody's.
     *
     * @param why for who sent them; says nothing of a secret, or of who there is
     */
    record Refused(String why) implements Verdict {}

    /** Whether credentials are of its kind. */
    boolean takes(Credentials credentials);

    /** Whether {@link #verify} takes long, or may wait: then it is for a thread that others do not need. */
    boolean takesLong();

    /** Looks at credentials of its kind. */
    Verdict verify(Credentials credentials);

    /** Rises with each change of what it goes by: what it said before may no longer be so. */
    long generation();

    /** Looks whether what it goes by was changed; called now and then by one thread. */
    void refresh();
}
