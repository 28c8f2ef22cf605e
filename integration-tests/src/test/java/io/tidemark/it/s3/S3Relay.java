package io.tidemark.it.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before an S3 endpoint, request by request, and lets things go wrong as a test asks for. */
final class S3Relay implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+) *$");
    private static final Pattern EXPECTS = Pattern.compile("(?im)^expect: *100-continue\\r\\n");
    private static final Pattern CONDITION = Pattern.compile("(?im)^if-none-match: *[^\\r]*\\r\\n");
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection: *[^\\r]*\\r\\n");

    private final URI endpoint;
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean forgetsConditions;
    private volatile Faults faults = request -> Fault.NONE;

    /** What becomes of a request. */
    enum Fault {
        NONE,
        /** It is done, and the answer gets lost. */
        ANSWER_LOST,
        /** The connection is closed before anything is done. */
        AWAY,
        /** It is refused for want of rights. */
        DENIED
    }

    /** Says so by a request's first line, such as {@code PUT /bucket/key HTTP/1.1}. */
    interface Faults {
        Fault of(String request);
    }

    S3Relay(URI endpoint) throws IOException {
        this.endpoint = endpoint;
        this.socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start("s3-relay", this::accept);
    }

    String uri() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    void fail(Faults which) {
        faults = which;
    }

    /** From now on stands for a store that takes a request's conditions and does not heed them. */
    void forgetConditions() {
        forgetsConditions = true;
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                start("s3-relay-connection", () -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            requests.incrementAndGet();
            OutputStream out = client.getOutputStream();
            if (EXPECTS.matcher(head).find()) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            answer(head, body, out);
        } catch (IOException gone) {
            // The client has its reasons.
            return;
        } finally {
            open.remove(client);
        }
    }

    private void answer(String head, byte[] body, OutputStream out) throws IOException {
        switch (faults.of(head.substring(0, head.indexOf('\r')))) {
            case NONE -> {
                out.write(forward(head, body));
                out.flush();
            }
            case ANSWER_LOST -> forward(head, body);
            case DENIED -> {
                String xml = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
                out.write(
                        ("HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                                        + xml.length() + "\r\n\r\n" + (head.startsWith("HEAD") ? "" : xml))
                                .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            case AWAY -> {
                return;
            }
        }
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        String once = CONNECTION.matcher(EXPECTS.matcher(head).replaceAll("")).replaceAll("");
        if (forgetsConditions) {
            once = CONDITION.matcher(once).replaceAll("");
        }
        once = once.substring(0, once.length() - 2) + "Connection: close\r\n\r\n";
        try (Socket server = new Socket(endpoint.getHost(), endpoint.getPort())) {
            server.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(body);
            server.getOutputStream().flush();
            return server.getInputStream().readAllBytes();
        }
    }

    /** Up to and with the empty line; empty if the client sends nothing more. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                if (head.size() == 0) {
                    return "";
                }
                throw new EOFException("a request's head ends too early");
            }
            head.write(next);
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
