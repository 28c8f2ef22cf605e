package io.tidemark.bench.tidemark;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection to an HTTP server that is kept open: who asks hundreds of times a second must not be the load itself. */
final class Connection implements AutoCloseable {
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final DataInputStream in;

    Connection(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** The body of an answer, whatever its status. */
    String get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).trim());
            }
        }
        if (length < 0) {
            throw new IOException("answer: has no length");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @SuppressWarnings("deprecation") // A header is ASCII.
    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("connection: was ended by the server");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
