package io.tidemark.http;

import io.tidemark.http.tls.Tls;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How connections speak: HTTP/1.0 and HTTP/1.1, with TLS or without. */
final class Connectors {
    private Connectors() {}

    static ServerConnector of(Server server, int selectors, Optional<Tls> tls) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // What a table cannot say of itself is in headers.
        configuration.setResponseHeaderSize(16 * 1024);
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        if (tls.isEmpty()) {
            return new ServerConnector(server, 1, selectors, http);
        }
        // Which host is asked is seen to by Names, for each request.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(server, 1, selectors, new ConnectionFactory[] {handshake(tls.get()), http});
    }

    private static SslConnectionFactory handshake(Tls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        factory.setIncludeProtocols(Tls.PROTOCOLS.toArray(String[]::new));
        factory.setNeedClientAuth(tls.wantsCertificates());
        return new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
    }
}
