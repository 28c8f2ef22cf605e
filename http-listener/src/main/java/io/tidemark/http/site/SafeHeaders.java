package io.tidemark.http.site;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;

/** What each answer says to a browser: it is what it is called, no page of others shows it, and nobody is told of it. */
public final class SafeHeaders {
    public static final String POLICY = "Content-Security-Policy";

    private static final HttpField[] ALL = {
        new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
        new PreEncodedHttpField(POLICY, "default-src 'none'; frame-ancestors 'none'"),
        new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
        new PreEncodedHttpField("Cross-Origin-Resource-Policy", "same-origin"),
    };
    private static final HttpField TLS_ONLY =
            new PreEncodedHttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

    private SafeHeaders() {}

    public static void add(Request request, HttpFields.Mutable answer) {
        for (HttpField field : ALL) {
            answer.add(field);
        }
        if (request.getConnectionMetaData().isSecure()) {
            answer.add(TLS_ONLY);
        }
    }
}
