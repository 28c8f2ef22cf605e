package io.tidemark.http;

import io.tidemark.http.tls.Tls;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
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
        HttpConfiguration configuration = configuration();
        HttpConnectionFactory http = new HttpConnectionFactory(configuration);
        if (tls.isEmpty()) {
            return new ServerConnector(server, 1, selectors, http);
        }
        // Which host is asked is seen to by Names, for each request.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(
                server, 1, selectors, new ConnectionFactory[] {new TlsOrRefusal(handshake(tls.get())), http});
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // What a table cannot say of itself is in headers.
        configuration.setResponseHeaderSize(16 * 1024);
        configuration.setHttpCompliance(HttpCompliance.RFC9110);
        return configuration;
    }

    /** Who begins a connection without TLS is told that it is needed, over one at whose end there is nothing else. */
    private static final class TlsOrRefusal extends DetectorConnectionFactory {
        private final HttpConnectionFactory refusal;

        TlsOrRefusal(SslConnectionFactory tls) {
            super(tls);
            HttpConfiguration refusing = configuration();
            refusing.addCustomizer((request, headers) -> {
                throw new NeedsTlsException();
            });
            refusal = new HttpConnectionFactory(refusing);
            addBean(refusal);
        }

        @Override
        protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer begun) {
            upgradeToConnectionFactory(refusal, connector, endPoint);
        }
    }

    /** A request came without TLS. */
    static final class NeedsTlsException extends HttpException.RuntimeException {
        private static final long serialVersionUID = 1;

        NeedsTlsException() {
            super(HttpStatus.BAD_REQUEST_400, "came without TLS");
        }
    }

    private static SslConnectionFactory handshake(Tls tls) {
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setSslContext(tls.context());
        factory.setIncludeProtocols(Tls.PROTOCOLS.toArray(String[]::new));
        factory.setNeedClientAuth(tls.wantsCertificates());
        return new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString());
    }
}
