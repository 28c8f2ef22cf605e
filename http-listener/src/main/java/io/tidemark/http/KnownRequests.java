package io.tidemark.http;

import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Route;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Requests that were read lately, by asker, path and query string: who watches something asks the same again and again, and to
 * read a small question costs as much as to answer it. Holds only what asks the same at any time, whatever flips; the
 * answer is made anew each time. Two generations stand for an order of use: what is found in the old one moves to the
 * young, and when the young one is full the old one is forgotten. Safe for use by many threads. Guarded by the serving
 * workload {@code point}.
 */
final class KnownRequests {
    private static final int FULL = 1_024;

    /** Longer ones take more memory than they save time. */
    private static final int LONGEST = 512;

    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    /** A request that was read, and its route. */
    record Known(Route route, Asked asked) {}

    /** What one asks is not what another asks with the same words: who may see less, asks for less. */
    private record Key(Asker asker, String pathQuery) {}

    private static final class Generation {
        private final ConcurrentMap<Key, Known> requests = new ConcurrentHashMap<>();
    }

    /** What was kept for an asker's path and query string, or null. */
    Known find(Asker asker, String pathQuery) {
        Key key = new Key(asker, pathQuery);
        Known known = young.requests.get(key);
        if (known == null) {
            known = old.requests.get(key);
            if (known != null) {
                put(key, known);
            }
        }
        return known;
    }

    void keep(Asker asker, String pathQuery, Known known) {
        if (known.asked().isLasting() && pathQuery.length() <= LONGEST) {
            put(new Key(asker, pathQuery), known);
        }
    }

    private void put(Key key, Known known) {
        Generation into = young;
        into.requests.put(key, known);
        if (into.requests.size() >= FULL) {
            forgetOld(into);
        }
    }

    private synchronized void forgetOld(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }
}
