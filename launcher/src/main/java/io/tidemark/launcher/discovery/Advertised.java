package io.tidemark.launcher.discovery;

import io.tidemark.launcher.access.Loopback;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a speed node says that it is asked.
 *
 * @param host as others reach it
 * @param port empty: the one that it listens on
 */
public record Advertised(String host, Optional<Integer> port) {
    /**
     * What a configuration says; empty if its process announces nothing.
     *
     * @throws ConfigException if others could not ask it there
     */
    public static Optional<Advertised> of(Config config) {
        boolean isAsked =
                config.has(Role.SPEED) && config.value(Keys.SPEED_PORT).isPresent();
        if (!isAsked || !config.value(Keys.SPEED_ENDPOINTS).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> said = config.value(Keys.SPEED_ADVERTISE);
        Advertised advertised = said.map(Advertised::parse)
                .orElseGet(() -> new Advertised(config.value(Keys.SPEED_HOST), Optional.empty()));
        Key<?> key = said.isPresent() ? Keys.SPEED_ADVERTISE : Keys.SPEED_HOST;
        advertised.requireOne(config, key);
        if (said.isEmpty()) {
            advertised.requireReachable(config, key);
        }
        return Optional.of(advertised);
    }

    private static Advertised parse(String text) {
        URI uri = URI.create("node://" + text);
        return new Advertised(uri.getHost(), uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort()));
    }

    private void requireOne(Config config, Key<?> key) {
        if (isAny(host)) {
            throw refused(
                    config,
                    key,
                    host + " is every address of a machine and none at which others reach it",
                    "set " + Keys.SPEED_ADVERTISE.name()
                            + " to the name or address by which serving nodes reach this one");
        }
    }

    /** Where Kafka is on another machine, so may be who asks. */
    private void requireReachable(Config config, Key<?> key) {
        String kafka = config.value(Keys.KAFKA_BOOTSTRAP);
        boolean isKafkaHere =
                Arrays.stream(kafka.split(",")).map(Advertised::hostOf).allMatch(Loopback::is);
        if (Loopback.is(host) && !isKafkaHere) {
            throw refused(
                    config,
                    key,
                    host + " would be announced to serving nodes on other machines, and is there their own",
                    "set speed.host, or " + Keys.SPEED_ADVERTISE.name() + "=" + host
                            + " if all nodes are on this machine, or name them by speed.endpoints in all processes");
        }
    }

    private static String hostOf(String broker) {
        String address = broker.strip();
        int slashes = address.indexOf("://");
        String at = slashes < 0 ? address : address.substring(slashes + 3);
        String host = at.substring(0, at.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean isAny(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress();
        } catch (UnknownHostException known) {
            return false;
        }
    }

    private static ConfigException refused(Config config, Key<?> key, String what, String mend) {
        return new ConfigException("TM-CFG-035", config.source() + ", key " + key.name(), what, mend);
    }

    /** With the port that it listens on, and by what it speaks there. */
    public URI uri(URI listening) {
        String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create(listening.getScheme() + "://" + address + ":" + port.orElse(listening.getPort()));
    }
}
