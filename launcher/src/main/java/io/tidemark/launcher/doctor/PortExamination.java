package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.config.ServingKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the ports that a node listens on are free. Those of a node that is at work here are its own. */
final class PortExamination implements Examination {
    private final Config config;

    PortExamination(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (DirectoryExamination.isHeld(config.value(Keys.DATA_DIRECTORY))) {
            return findings;
        }
        if (config.has(Role.SERVING)) {
            findings.add(port(Keys.HTTP_PORT.name(), config.value(Keys.HTTP_HOST), config.value(Keys.HTTP_PORT)));
            config.value(ServingKeys.PORT)
                    .ifPresent(
                            port -> findings.add(port(ServingKeys.PORT.name(), config.value(ServingKeys.HOST), port)));
        }
        if (config.has(Role.SPEED)) {
            config.value(Keys.SPEED_PORT)
                    .ifPresent(port -> findings.add(port(Keys.SPEED_PORT.name(), config.value(Keys.SPEED_HOST), port)));
        }
        return findings;
    }

    private static Finding port(String key, String host, int port) {
        String place = key + " " + host + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            // As a server does: a connection that is winding up does not hold the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.ok(place, "is free");
        } catch (IOException e) {
            return Finding.fault(new Fault(
                    "TM-DOC-021",
                    place,
                    "cannot be listened on: " + Reason.of(e),
                    "end what is there, or name another"));
        }
    }
}
