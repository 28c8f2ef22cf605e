package io.tidemark.kafka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;

/** Ports of this machine that nobody has, for processes that must know theirs before they start. */
public final class FreePorts {
    private FreePorts() {}

    public static int one() {
        return some(1)[0];
    }

    /** As many, all different. */
    public static int[] some(int count) {
        ServerSocket[] held = new ServerSocket[count];
        try {
            for (int i = 0; i < count; i++) {
                held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            }
            int[] ports = Stream.of(held).mapToInt(ServerSocket::getLocalPort).toArray();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
