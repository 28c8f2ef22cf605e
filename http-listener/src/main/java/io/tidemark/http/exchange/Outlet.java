package io.tidemark.http.exchange;

import java.io.OutputStream;
import java.util.Map;

/**
 * Where an answer goes that is written as it is made: to its reader, a piece at a time, no faster than it is read. Until the
 * first piece is full nothing is sent, so that what fails by then is answered with its reason. Owned by one thread.
 */
public interface Outlet {
    /**
     * Begins the answer; anew, where nothing of it was sent.
     *
     * @param headers beside the content's type, as they are when the first piece is sent
     * @return where it is written; a flush sends what is there, and the end is whoever's who made the outlet
     */
    OutputStream begin(String contentType, Map<String, String> headers);

    /** Whether some of it was sent: from then on it goes on as it began, or breaks off. */
    boolean isSent();
}
