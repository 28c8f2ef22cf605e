package io.tidemark.http.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One connection over which any bytes are sent, as no well-behaved client would. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawClient(URI node) throws IOException {
        this(new Socket(node.getHost(), node.getPort()));
    }

    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(5_000);
        in = socket.getInputStream();
    }

    /** An answer; its headers by their names in lower case. */
    public record Answer(String version, int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        public boolean ends() {
            return header("connection").equalsIgnoreCase("close");
        }
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public RawClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next answer. */
    public Answer answer() throws IOException {
        return read(true);
    }

    /** The next answer, to a request that asked for no body. */
    public Answer head() throws IOException {
        return read(false);
    }

    /** The next answer; of one that has no end, or is in chunks, the head alone. */
    public Answer next() throws IOException {
        Answer head = read(false);
        String length = head.header("content-length");
        return length.isEmpty() || head.status() < 200
                ? head
                : new Answer(
                        head.version(),
                        head.status(),
                        head.headers(),
                        new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8));
    }

    private Answer read(boolean hasBody) throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        int code = Integer.parseInt(status[1]);
        byte[] body = {};
        if (hasBody && code != 204 && code != 304) {
            String length = headers.get("content-length");
            body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        }
        return new Answer(status[0], code, headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended after \"" + line + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side has ended the connection, and sends nothing before that. */
    public boolean hasEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
