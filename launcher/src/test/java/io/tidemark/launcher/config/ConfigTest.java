package io.tidemark.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.Fault;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    Path directory;

    @Test
    void valuesAreTypedAndTheRestHasDefaults() throws IOException {
        Config config = file("model.class=example.Model\nbatch.interval = 30s\nroles=speed, serving\n");
        assertEquals(Duration.ofSeconds(30), config.value(Keys.BATCH_INTERVAL));
        assertEquals(Set.of(Role.SPEED, Role.SERVING), config.value(Keys.ROLES));
        assertEquals(8080, config.value(Keys.HTTP_PORT));
        assertEquals(directory.resolve("data"), config.value(Keys.DATA_DIRECTORY));
        assertEquals(directory.resolve("storage").toUri(), config.value(Keys.STORAGE_ROOT));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
        assertEquals("example.Model", file("\uFEFFmodel.class=example.Model\n").value(Keys.MODEL_CLASS));
    }

    @Test
    void anUnknownKeyNamesTheNearestKnownOne() {
        assertEquals(
                List.of(
                        "TM-CFG-001 tidemark.properties, key batch.intervall: is not known; did you mean batch.interval?"),
                faults("batch.intervall=5s\n"));
    }

    @Test
    void whatAFollowerIsSetToIsItsOwnAndASecretMayBeInAFile() throws IOException {
        Files.writeString(directory.resolve("password"), "s3cret\n");
        Config config = file("batch.follower=iceberg\nbatch.follower.catalog.uri=jdbc:h2:mem:x\n"
                + "batch.follower.catalog.warehouse=file:///tmp/warehouse\n"
                + "batch.follower.catalog.jdbc.password=file:password\n");
        assertEquals(
                Map.of(
                        "catalog.uri",
                        "jdbc:h2:mem:x",
                        "catalog.warehouse",
                        "file:///tmp/warehouse",
                        "catalog.jdbc.password",
                        "s3cret"),
                config.follower());
        assertEquals(List.of(directory.resolve("password")), config.secretFiles());
    }

    @Test
    void allFaultsAreReportedTogether() {
        assertEquals(
                List.of(
                        "TM-CFG-001 tidemark.properties, key http.prt: is not known; did you mean http.port?",
                        "TM-CFG-002 tidemark.properties, key batch.interval: \"5 seconds\" is not a duration; "
                                + "write a duration such as 500ms, 30s, 5m, 1h or 7d",
                        "TM-CFG-002 tidemark.properties, key http.port: \"80800\" is out of range; "
                                + "write a whole number from 0 to 65535"),
                faults("http.prt=1\nbatch.interval=5 seconds\nhttp.port=80800\n"));
        assertEquals(1, faults("http.port=\uFF18\uFF10\n").size(), "digits of another script");
        assertEquals(
                2, faults("http.prt=1\nbatch.interval=5s\nbatch.interval=6s\n").size());
    }

    @Test
    void whatIsNothingOrWithoutEndIsNoLengthAndNoSize() throws IOException {
        assertEquals(
                List.of(
                        "TM-CFG-002 tidemark.properties, key archive.file.size: \"0KiB\" is no size at all; "
                                + "write a size such as 512KiB, 64MiB or 2GiB, or for short 512k, 64m or 2g",
                        "TM-CFG-002 tidemark.properties, key batch.interval: \"0s\" is no time at all; "
                                + "write a duration such as 500ms, 30s, 5m, 1h or 7d",
                        "TM-CFG-002 tidemark.properties, key http.timeout: \"36501d\" is longer than a hundred years; "
                                + "write a duration such as 500ms, 30s, 5m, 1h or 7d"),
                faults("archive.file.size=0KiB\nbatch.interval=0s\nhttp.timeout=36501d\n").stream()
                        .sorted()
                        .toList());
        Duration longest = file("batch.keep.grace=36500d\n").value(Keys.BATCH_KEEP_GRACE);
        assertTrue(longest.toNanos() > 0);
    }

    @Test
    void whereKafkaIsHasAPort() throws IOException {
        for (String address : List.of("127.0.0.1", "kafka:", "a:1;b:2", "http://kafka", "a:1,b")) {
            assertEquals(
                    List.of("TM-CFG-002 tidemark.properties, key kafka.bootstrap.servers: \"" + address
                            + "\" is no address; write addresses such as host:9092, with commas between"),
                    faults("kafka.bootstrap.servers=" + address + "\n"));
        }
        for (String address : List.of("127.0.0.1:9092", "a:1, b:2", "[::1]:9092", "SASL_SSL://kafka.example:9093")) {
            assertEquals(
                    address, file("kafka.bootstrap.servers=" + address + "\n").value(Keys.KAFKA_BOOTSTRAP));
        }
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertEquals(
                List.of("TM-CFG-005 tidemark.properties, key http.port: is given twice; keep one of the two"),
                faults("http.port=1\nhttp.port=2\n"));
    }

    @Test
    void aRequiredKeyIsMissedWhenItIsAskedFor() throws IOException {
        Config config = file("http.port=1\n");
        ConfigException refused = assertThrows(ConfigException.class, () -> config.value(Keys.MODEL_CLASS));
        assertTrue(refused.getMessage().contains("TM-CFG-003"), refused.getMessage());
        assertTrue(refused.getMessage().contains("model.class: is not given"), refused.getMessage());
    }

    @Test
    void kafkaSettingsPassThroughButForThoseThatTidemarkDecides() throws IOException {
        Config config = file("kafka.bootstrap.servers=kafka:9092\nkafka.security.protocol=SSL\n");
        assertEquals(Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "SSL"), config.kafka());
        assertEquals(
                List.of(
                        "TM-CFG-006 tidemark.properties, key kafka.auto.offset.reset: is for Tidemark to decide; leave it out",
                        "TM-CFG-001 tidemark.properties, key kafka.security.protocoll: is not known; "
                                + "did you mean kafka.security.protocol?"),
                faults("kafka.auto.offset.reset=latest\nkafka.security.protocoll=SSL\n"));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path absent = directory.resolve("absent.properties");
        ConfigException refused = assertThrows(ConfigException.class, () -> ConfigFile.read(absent, Map.of()));
        assertTrue(refused.getMessage().startsWith("TM-CFG-004 configuration file " + absent), refused.getMessage());
    }

    @Test
    void thePrintedFileIsAFileOfDefaults() throws IOException {
        String printed = ConfigReference.properties();
        Properties uncommented = new Properties();
        uncommented.load(new StringReader(printed.replaceAll("(?m)^#(?=[a-z.]+=)", "")));
        assertEquals(Keys.all().stream().map(Key::name).collect(Collectors.toSet()), uncommented.stringPropertyNames());
        Map<String, String> written = new HashMap<>();
        uncommented.forEach((key, text) -> written.put((String) key, (String) text));
        Config.of(written, "printed", directory);
    }

    private Config file(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("tidemark.properties"), text);
        return ConfigFile.read(file, Map.of());
    }

    private List<String> faults(String text) {
        ConfigException refused = assertThrows(ConfigException.class, () -> file(text));
        return refused.faults().stream()
                .map(Fault::toString)
                .map(fault -> fault.replace(directory + "/", ""))
                .toList();
    }
}
