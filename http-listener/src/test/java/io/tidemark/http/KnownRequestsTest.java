package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.KnownRequests.Known;
import io.tidemark.http.access.Asker;
import io.tidemark.http.exchange.Endpoint;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import org.junit.jupiter.api.Test;

final class KnownRequestsTest {
    private static final Route ROUTE = Route.read("/a/{name}").get(Route.Work.BY_SIZE, request -> asked(true));

    private final KnownRequests requests = new KnownRequests();

    private static Asked asked(boolean isLasting) {
        return new Asked(true, isLasting, Endpoint.NOTHING, (waiting, holding) -> Reply.text(200, "text/plain", ""));
    }

    private static Known known(boolean isLasting) {
        return new Known(ROUTE, asked(isLasting));
    }

    @Test
    void whatIsAskedAgainAndAgainStaysAndTheRestGoes() {
        Known watched = known(true);
        requests.keep(Asker.ANYBODY, "/a/b?watched", watched);
        for (int i = 0; i < 10_000; i++) {
            requests.keep(Asker.ANYBODY, "/a/b?" + i, known(true));
            if (i % 500 == 0) {
                assertSame(watched, requests.find(Asker.ANYBODY, "/a/b?watched"), "after " + i);
            }
        }
        long kept = 0;
        for (int i = 0; i < 10_000; i++) {
            kept += requests.find(Asker.ANYBODY, "/a/b?" + i) == null ? 0 : 1;
        }
        assertTrue(kept > 0 && kept <= 2_048, kept + " are kept");
    }

    @Test
    void whatChangesWithTheClockIsNotKept() {
        requests.keep(Asker.ANYBODY, "/a/b?from=-PT6H", known(false));
        assertNull(requests.find(Asker.ANYBODY, "/a/b?from=-PT6H"));
    }

    @Test
    void whatOneAskedIsNotWhatAnotherAsks() {
        requests.keep(Asker.ANYBODY, "/a/b", known(true));
        assertNull(requests.find(Asker.STRANGER, "/a/b"));
    }

    @Test
    void aLongRequestIsNotKept() {
        String asked = "/a/b?" + "c=1&".repeat(200);
        assertEquals(805, asked.length());
        requests.keep(Asker.ANYBODY, asked, known(true));
        assertNull(requests.find(Asker.ANYBODY, asked));
    }
}
