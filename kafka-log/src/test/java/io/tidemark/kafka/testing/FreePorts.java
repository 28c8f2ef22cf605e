package io.tidemark.kafka.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ports of this machine that nobody has, for processes that must know theirs before they start. Each test JVM has a block of
 * its own, below those that a system gives out by itself: two that run side by side never take the same one.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int BLOCK = 400;
    private static final int BLOCKS = 30;

    private static int begin;
    private static int taken;
    /** Its lock goes with it, and it with the JVM. */
    private static FileChannel claimed;

    private FreePorts() {}

    public static int one() {
        return some(1)[0];
    }

    /** As many, all different. */
    public static synchronized int[] some(int count) {
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            ports[i] = next();
        }
        return ports;
    }

    private static int next() {
        if (claimed == null) {
            begin = FIRST + BLOCK * block();
        }
        for (int tried = 0; tried < BLOCK; tried++) {
            int port = begin + taken++ % BLOCK;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + begin + " on");
    }

    private static boolean isFree(int port) {
        try (ServerSocket held = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return held.isBound();
        } catch (IOException somebodyHasIt) {
            return false;
        }
    }

    /** One that no other JVM has, for as long as this one lives. */
    private static int block() {
        try {
            for (int block = 0; block < BLOCKS; block++) {
                Path lock = Path.of(System.getProperty("java.io.tmpdir"), "tidemark-ports-" + block + ".lock");
                FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() != null) {
                    claimed = channel;
                    return block;
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("more than " + BLOCKS + " test JVMs run on this machine");
    }
}
