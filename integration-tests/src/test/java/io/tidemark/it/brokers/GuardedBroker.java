package io.tidemark.it.brokers;

import static java.util.Map.entry;

import io.tidemark.kafka.testing.KafkaServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker with passwords and rights. The user {@code tidemark} may do what it is granted; {@code admin} may do all. Both are
 * known by PLAIN, and {@code tidemark} by SCRAM once a password is set.
 */
public final class GuardedBroker implements AutoCloseable {
    static final String USER = "tidemark";

    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private static final String ANY = "*";

    private final KafkaServer server;
    private final Path secrets;

    private GuardedBroker(KafkaServer server, Path secrets) {
        this.server = server;
        this.secrets = secrets;
    }

    public static GuardedBroker start(Path directory) {
        // What a mini cluster of Hadoop in this process left for all: a server of PLAIN that knows none of Kafka's
        // users.
        Security.removeProvider("SaslPlainServer");
        KafkaServer.Node node = KafkaServer.Node.alone();
        String listeners = "SASL_PLAINTEXT://" + KafkaServer.HOST + ":" + node.port();
        return new GuardedBroker(
                KafkaServer.start(
                        directory,
                        node,
                        Map.ofEntries(
                                entry(
                                        "listeners",
                                        listeners + ",CONTROLLER://" + KafkaServer.HOST + ":" + node.controllerPort()),
                                entry("advertised.listeners", listeners),
                                entry(
                                        "listener.security.protocol.map",
                                        "SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"),
                                entry("inter.broker.listener.name", "SASL_PLAINTEXT"),
                                entry("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"),
                                entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                                entry(
                                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                                        login("admin")
                                                + " user_admin=\"admin-secret\" user_tidemark=\"tidemark-secret\";"),
                                entry("listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config", SCRAM + ";"),
                                entry("listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config", SCRAM + ";"),
                                entry(
                                        "authorizer.class.name",
                                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                                entry("super.users", "User:admin;User:ANONYMOUS"))),
                directory);
    }

    private static String login(String user) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + user + "-secret\"";
    }

    public String bootstrapServers() {
        return server.bootstrapServers();
    }

    /** What a node's configuration says to be let in. */
    Map<String, String> credentials() {
        return credentials("PLAIN", login(USER));
    }

    Map<String, String> wrongCredentials() {
        return credentials("PLAIN", login(USER).replace(USER + "-secret", "guessed"));
    }

    /** What it says to be let in by SCRAM. */
    public Map<String, String> credentials(ScramMechanism mechanism, String password) {
        return credentials(
                mechanism.mechanismName(), SCRAM + " username=\"" + USER + "\" password=\"" + password + "\"");
    }

    /** Lets {@code tidemark} in by SCRAM with this password, and with none of before. */
    public void setPassword(ScramMechanism mechanism, String password) {
        try (Admin admin = Admin.create(asAdmin())) {
            admin.alterUserScramCredentials(List.of(
                            new UserScramCredentialUpsertion(USER, new ScramCredentialInfo(mechanism, 4096), password)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As an operator gives them: what is secret is in a file. */
    private Map<String, String> credentials(String mechanism, String login) {
        try {
            Path secret = Files.createTempFile(secrets, "login", "");
            Files.writeString(secret, login + ";\n");
            return Map.of(
                    "kafka.security.protocol",
                    "SASL_PLAINTEXT",
                    "kafka.sasl.mechanism",
                    mechanism,
                    "kafka.sasl.jaas.config",
                    "file:" + secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> client(String login) {
        return Map.of(
                "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", login + ";");
    }

    private Map<String, Object> asAdmin() {
        Map<String, Object> settings = new HashMap<>(client(login("admin")));
        settings.put("bootstrap.servers", bootstrapServers());
        return settings;
    }

    public void create(String... topics) {
        try (Admin admin = Admin.create(asAdmin())) {
            List<NewTopic> made = new ArrayList<>();
            for (String topic : topics) {
                made.add(new NewTopic(topic, 1, (short) 1));
            }
            admin.createTopics(made).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public void send(String topic, String... values) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(asAdmin(), new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String value : values) {
                sent.add(producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8))));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rights on a topic. */
    public void grant(String topic, AclOperation... operations) {
        grant(ResourceType.TOPIC, topic, operations);
    }

    /** Whatever a member of a group needs, for any group. */
    public void grantGroups() {
        grant(ResourceType.GROUP, ANY, AclOperation.READ, AclOperation.DESCRIBE);
    }

    void revokeGroups() {
        revoke(ResourceType.GROUP, ANY, AclOperation.READ, AclOperation.DESCRIBE);
    }

    private void grant(ResourceType type, String name, AclOperation... operations) {
        try (Admin admin = Admin.create(asAdmin())) {
            admin.createAcls(rights(type, name, operations)).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void revoke(String topic, AclOperation... operations) {
        revoke(ResourceType.TOPIC, topic, operations);
    }

    private void revoke(ResourceType type, String name, AclOperation... operations) {
        try (Admin admin = Admin.create(asAdmin())) {
            admin.deleteAcls(rights(type, name, operations).stream()
                            .map(AclBinding::toFilter)
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<AclBinding> rights(ResourceType type, String name, AclOperation... operations) {
        List<AclBinding> rights = new ArrayList<>();
        for (AclOperation operation : operations) {
            rights.add(new AclBinding(
                    new ResourcePattern(type, name, PatternType.LITERAL),
                    new AccessControlEntry("User:" + USER, ANY, operation, AclPermissionType.ALLOW)));
        }
        return rights;
    }

    @Override
    public void close() {
        server.close();
    }
}
