package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Options;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The ceiling of serving: Jetty, answering every request with the same few bytes. */
public final class HelloMain {
    private HelloMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Server server = new Server(new QueuedThreadPool(16, 2));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(options.integer("port", 0));
        server.addConnector(connector);
        server.setHandler(new Hello());
        server.start();
        System.out.println("READY");
        server.join();
    }

    private static final class Hello extends Handler.Abstract.NonBlocking {
        private final byte[] hello = "{\"hello\":\"world\"}".getBytes(StandardCharsets.US_ASCII);

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, ByteBuffer.wrap(hello), callback);
            return true;
        }
    }
}
