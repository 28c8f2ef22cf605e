package io.tidemark.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvironmentTest {
    @TempDir
    Path directory;

    private Config read(String text, Map<String, String> environment, Map<String, String> overrides)
            throws IOException {
        return ConfigFile.read(
                Files.writeString(directory.resolve("tidemark.properties"), text), environment, overrides);
    }

    private List<String> faults(String text, Map<String, String> environment) {
        ConfigException refused = assertThrows(ConfigException.class, () -> read(text, environment, Map.of()));
        return refused.faults().stream().map(Fault::toString).toList();
    }

    @Test
    void theEnvironmentStandsBetweenTheFileAndTheCommandLine() throws IOException {
        Map<String, String> environment = Map.of("TIDEMARK_HTTP_PORT", "2", "PATH", "/bin");
        assertEquals(1, read("http.port=1", Map.of(), Map.of()).value(Keys.HTTP_PORT));
        assertEquals(2, read("http.port=1", environment, Map.of()).value(Keys.HTTP_PORT));
        assertEquals(
                3, read("http.port=1", environment, Map.of("http.port", "3")).value(Keys.HTTP_PORT));
    }

    @Test
    void everyKeyHasItsVariableAndNoTwoHaveTheSame() throws IOException {
        List<String> variables = UnknownKeys.knownNames(List.of()).stream()
                .map(Environment::variable)
                .sorted()
                .toList();
        assertEquals(variables.stream().distinct().toList(), variables);
        assertTrue(variables.stream().allMatch(name -> name.matches("[A-Z0-9_]+")), variables::toString);
        assertEquals(
                "SASL_SSL",
                read("", Map.of("TIDEMARK_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"), Map.of())
                        .kafka()
                        .get("security.protocol"));
    }

    @Test
    void aVariableThatLooksLikeAKeyAndIsNoneIsNamedWithTheNearest() {
        assertEquals(
                List.of("TM-CFG-001 environment, variable TIDEMARK_HTTP_PROT: is not known; did you mean"
                        + " TIDEMARK_HTTP_PORT?"),
                faults("", Map.of("TIDEMARK_HTTP_PROT", "1")));
        assertEquals(
                List.of(
                        "TM-CFG-002 environment, variable TIDEMARK_HTTP_PORT: \"x\" is not a whole number; write a whole"
                                + " number from 0 to 65535"),
                faults("", Map.of("TIDEMARK_HTTP_PORT", "x")));
    }

    @Test
    void whatIsOfTheScriptOrOfKubernetesIsLeftAlone() throws IOException {
        Config config = read(
                "",
                Map.ofEntries(
                        Map.entry("TIDEMARK_OPTS", "-Xmx1g"),
                        Map.entry("TIDEMARK_TOKEN", "t"),
                        Map.entry("TIDEMARK_PASSWORD", "p"),
                        Map.entry("TIDEMARK_SERVICE_HOST", "10.0.0.1"),
                        Map.entry("TIDEMARK_SERVICE_PORT_HTTP", "8080"),
                        Map.entry("TIDEMARK_PORT", "tcp://10.0.0.1:8080"),
                        Map.entry("TIDEMARK_PORT_8080_TCP_ADDR", "10.0.0.1"),
                        // Of a service named tidemark-speed: the name of a key, and no port.
                        Map.entry("TIDEMARK_SPEED_PORT", "tcp://10.0.0.1:8081")),
                Map.of());
        assertEquals(Optional.empty(), config.value(Keys.SPEED_PORT));
    }

    @Test
    void aValueMayBeInAFile() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "a secret of some length\n");
        Path port = Files.writeString(directory.resolve("port"), "81\n");
        Config config = read(
                "nodes.secret=file:" + secret + "\nhttp.port=file:" + port.getFileName()
                        + "\nkafka.sasl.jaas.config=file://" + secret + "\nstorage.root=file:" + directory
                        + "\nkafka.sasl.oauthbearer.jwks.endpoint.url=file:/keys",
                Map.of(),
                Map.of());
        assertEquals(
                "a secret of some length",
                config.value(AccessKeys.NODES_SECRET).orElseThrow().text());
        assertEquals(81, config.value(Keys.HTTP_PORT));
        assertEquals(new Password("a secret of some length"), config.kafka().get("sasl.jaas.config"));
        assertEquals("file:/keys", config.kafka().get("sasl.oauthbearer.jwks.endpoint.url"));
        assertEquals(directory, Path.of(config.value(Keys.STORAGE_ROOT)));
        List<String> absent = faults("kafka.ssl.key.password=file:/none\nnodes.secret=file:none", Map.of());
        assertEquals(2, absent.size());
        assertTrue(absent.stream().allMatch(fault -> fault.startsWith("TM-CFG-031") && fault.contains("is not there")));
    }

    @Test
    void noSecretIsPartOfAText() throws IOException {
        Config config = read(
                "nodes.secret=hunter2-hunter2-hunter2\nkafka.sasl.jaas.config=hunter2\nkafka.ssl.key.password=hunter2",
                Map.of(),
                Map.of());
        assertFalse(String.valueOf(config.value(AccessKeys.NODES_SECRET)).contains("hunter2"));
        assertFalse(
                config.kafka().toString().contains("hunter2"), config.kafka().toString());
    }
}
