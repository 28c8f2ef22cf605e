package io.tidemark.launcher.access;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether an address is this machine's alone. */
public final class Loopback {
    private Loopback() {}

    /** Whether all addresses of a host are. A name that nobody knows has none. */
    public static boolean is(String host) {
        try {
            for (InetAddress each : InetAddress.getAllByName(host)) {
                if (!each.isLoopbackAddress()) {
                    return false;
                }
            }
            return !host.isBlank();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
