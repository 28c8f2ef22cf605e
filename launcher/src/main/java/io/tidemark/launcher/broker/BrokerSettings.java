package io.tidemark.launcher.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * What a broker that is alone is told.
 *
 * @param directory where its log is kept
 * @param host for clients
 * @param port for clients
 * @param controllerPort for its own controller
 */
record BrokerSettings(Path directory, String host, int port, int controllerPort) {
    static final String LOOPBACK = "127.0.0.1";

    String bootstrapServers() {
        return host + ":" + port;
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort);
        properties.setProperty("controller.listener.names", EmbeddedBroker.CONTROLLER);
        properties.setProperty(
                "listeners",
                "PLAINTEXT://" + bootstrapServers() + "," + EmbeddedBroker.CONTROLLER + "://" + LOOPBACK + ":"
                        + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        properties.setProperty(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + EmbeddedBroker.CONTROLLER + ":PLAINTEXT");
        properties.setProperty("log.dirs", directory.toString());
        properties.setProperty("auto.create.topics.enable", "false");
        alone(properties);
        small(properties);
        return properties;
    }

    private static void alone(Properties properties) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.setProperty(topic + ".replication.factor", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        // After a kill, the broker waits until its former self's session has ended: 9 s by default.
        properties.setProperty("broker.session.timeout.ms", "4000");
        properties.setProperty("broker.heartbeat.interval.ms", "400");
    }

    private static void small(Properties properties) {
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.num.partitions", "1");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
    }
}
