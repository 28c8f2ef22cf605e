package io.tidemark.http.connection;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * All connections of a listener. Beyond as many as there may be, the one ends that has had nothing to ask for the longest,
 * so that who comes is heard, and if each asks, the newest. One that is begun on, a byte now and then, and no request comes
 * of it ends after a while. Safe for use by many threads; looks are for one thread.
 */
public final class Connections implements Connection.Listener {
    private final int most;
    private final long headNanos;
    private final Map<Connection, Seen> all = new ConcurrentHashMap<>();

    /**
     * @param most how many there may be
     * @param head how long the head of a request may take to come
     */
    public Connections(int most, Duration head) {
        this.most = most;
        this.headNanos = head.toNanos();
    }

    /** What was seen of a connection at the last look. */
    private static final class Seen {
        private volatile long askedNanos = System.nanoTime();
        private long sinceNanos = askedNanos;
        private long requests;
        private long bytesAtRequest;

        /** Whether the head of a request is under way, and since when. */
        private boolean isBegun(Connection connection, long now) {
            long newRequests = connection.getMessagesIn();
            boolean isAsking = newRequests != connection.getMessagesOut();
            if (isAsking || newRequests != requests) {
                requests = newRequests;
                bytesAtRequest = connection.getBytesIn();
                sinceNanos = now;
                askedNanos = now;
                return false;
            }
            // A connection that never asked anything is as one that has begun to.
            boolean isBegun = newRequests <= 0 || connection.getBytesIn() != bytesAtRequest;
            if (!isBegun) {
                sinceNanos = now;
            }
            return isBegun;
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection) {
            // It has the one of its requests within.
            return;
        }
        all.put(connection, new Seen());
        if (all.size() > most) {
            endOne(connection);
        }
    }

    private void endOne(Connection newest) {
        Connection longest = newest;
        long silence = Long.MIN_VALUE;
        long now = System.nanoTime();
        for (Map.Entry<Connection, Seen> entry : all.entrySet()) {
            Connection each = entry.getKey();
            boolean isIdle = each != newest && each.getMessagesIn() == each.getMessagesOut();
            long silent = now - entry.getValue().askedNanos;
            if (isIdle && silent > silence) {
                longest = each;
                silence = silent;
            }
        }
        end(longest);
    }

    @Override
    public void onClosed(Connection connection) {
        all.remove(connection);
    }

    public int count() {
        return all.size();
    }

    /** Ends those whose request takes too long to come; called now and then. */
    public void look() {
        long now = System.nanoTime();
        for (Map.Entry<Connection, Seen> each : all.entrySet()) {
            Seen seen = each.getValue();
            if (seen.isBegun(each.getKey(), now) && now - seen.sinceNanos > headNanos) {
                end(each.getKey());
            }
        }
    }

    private void end(Connection connection) {
        all.remove(connection);
        connection.getEndPoint().close();
    }
}
