package io.tidemark.http.site;

import io.tidemark.http.problem.HttpFault;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;

/**
 * Other sites: whether their pages may ask this node through their reader's browser, and read what it answers (CORS). Safe
 * for use by many threads.
 */
public final class Origins {
    private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Origin");
    private static final HttpField EXPOSED =
            new PreEncodedHttpField("Access-Control-Expose-Headers", "ETag, Location, Retry-After");
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Set<String> allowed;
    private final boolean any;

    public Origins(Sites sites) {
        allowed = sites.origins();
        any = allowed.contains(Sites.ANY);
    }

    /** Refuses what a page of a site would change or ask that is not allowed to. */
    public void check(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin == null || isOwn(request, origin) || isAllowed(origin)) {
            return;
        }
        throw HttpFault.FOREIGN_ORIGIN.at(
                "header Origin",
                origin,
                "send it from " + request.getHeaders().get(HttpHeader.HOST) + ", or add it to http.cors.origins");
    }

    private boolean isAllowed(String origin) {
        return any || allowed.contains(origin);
    }

    private static boolean isOwn(Request request, String origin) {
        String host = request.getHeaders().get(HttpHeader.HOST);
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    /** Says in an answer that a page of an allowed site may read it. */
    public void mark(Request request, HttpFields.Mutable answer) {
        if (allowed.isEmpty()) {
            return;
        }
        if (!any) {
            answer.add(VARY);
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && isAllowed(origin)) {
            answer.add(ALLOWED, any ? Sites.ANY : origin);
            answer.add(EXPOSED);
        }
    }

    /** What an allowed site is told that asks whether it may ask; empty if it is none. */
    public Map<String, String> preflight(Request request, String methods) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        boolean isPreflight = request.getHeaders().contains("Access-Control-Request-Method");
        return origin == null || !isPreflight || !isAllowed(origin)
                ? Map.of()
                : Map.of(
                        "Access-Control-Allow-Methods",
                        methods,
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, If-None-Match",
                        "Access-Control-Max-Age",
                        "600");
    }
}
