package io.tidemark.speed.query;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for a realtime view over HTTP, for {@link RemoteRealtimeView}: {@code POST /realtime/read}, {@code /coverage}
 * and {@code /lease} in {@link RealtimeWire}'s bytes, {@code GET /realtime/status} in JSON.
 */
public final class RealtimeEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeEndpoint.class);

    private final RealtimeView view;
    private final Reminders reminders = new Reminders(Clock.systemUTC());
    private final Server server;
    private final URI uri;
    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * Listens at once.
     *
     * @param port 0 for any that is free
     */
    public RealtimeEndpoint(RealtimeView view, String host, int port) {
        this.view = view;
        QueuedThreadPool threads = new QueuedThreadPool(16, 2);
        threads.setName("speed-http");
        server = new Server(threads);
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Endpoint());
        LifeCycle.start(server);
        uri = URI.create("http://" + host + ":" + connector.getLocalPort());
    }

    /** Where it listens, or did until it was closed. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    private final class Endpoint extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            byte[] answer;
            try {
                answer = answer(request, response);
            } catch (RealtimeUnavailableException away) {
                response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
                answer = text(away);
            } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException fault) {
                response.setStatus(HttpStatus.BAD_REQUEST_400);
                answer = text(fault);
            } catch (RuntimeException fault) {
                if (reminders.isDue("realtime query", "failed")) {
                    LOG.error("realtime query failed", fault);
                }
                response.setStatus(HttpStatus.INTERNAL_SERVER_ERROR_500);
                answer = text(fault);
            }
            response.write(true, ByteBuffer.wrap(answer), callback);
            return true;
        }

        private byte[] answer(Request request, Response response) throws Exception {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, RealtimeWire.CONTENT_TYPE);
            switch (Request.getPathInContext(request)) {
                case "/realtime/read" -> {
                    return RealtimeWire.answer(view.read(RealtimeWire.query(body(request))));
                }
                case "/realtime/coverage" -> {
                    var query = RealtimeWire.query(body(request));
                    return RealtimeWire.coverage(view.coverage(query.view(), query.tidemark()));
                }
                case "/realtime/lease" -> {
                    view.lease(RealtimeWire.lease(body(request)));
                    return new byte[0];
                }
                case "/realtime/status" -> {
                    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
                    return json.writeValueAsBytes(view.status());
                }
                default -> {
                    response.setStatus(HttpStatus.NOT_FOUND_404);
                    return "not a path of a speed node".getBytes(StandardCharsets.UTF_8);
                }
            }
        }

        private static byte[] text(RuntimeException fault) {
            return Reason.of(fault).getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] body(Request request) throws Exception {
            ByteBuffer content = Content.Source.asByteBuffer(request);
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            return bytes;
        }
    }
}
