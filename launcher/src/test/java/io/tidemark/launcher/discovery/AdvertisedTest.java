package io.tidemark.launcher.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A speed node announces where others reach it, or is told why it cannot. */
final class AdvertisedTest {
    private static Optional<Advertised> of(String... settings) {
        Map<String, String> written = new HashMap<>();
        for (String setting : settings) {
            written.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return Advertised.of(Config.of(written, "test.properties", Path.of("").toAbsolutePath()));
    }

    @Test
    void aNodeThatNobodyAsksOrThatIsNamedToOthersAnnouncesNothing() {
        assertEquals(Optional.empty(), of());
        assertEquals(Optional.empty(), of("speed.port=8090", "roles=serving"));
        assertEquals(Optional.empty(), of("speed.port=8090", "speed.endpoints=http://a:8090", "speed.host=0.0.0.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, http://10.0.0.7:8090",
        "10.0.0.7, host-7, http://host-7:8090",
        "0.0.0.0, host-7:443, http://host-7:443",
        "0.0.0.0, [fd00::7], http://[fd00::7]:8090",
        "0.0.0.0, 127.0.0.1, http://127.0.0.1:8090",
    })
    void itIsWhatIsSaidOrWhereItListens(String host, String advertise, URI expected) {
        Optional<Advertised> advertised = of(
                "speed.port=0", "speed.host=" + host, "speed.advertise=" + advertise, "kafka.bootstrap.servers=k:9092");
        assertEquals(expected, advertised.orElseThrow().uri(URI.create("http://x:8090")));
    }

    @Test
    void onOneMachineItsOwnAddressWillDo() {
        assertEquals(
                URI.create("https://127.0.0.1:8091"),
                of("speed.port=8091").orElseThrow().uri(URI.create("https://127.0.0.1:8091")));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, '', speed.host",
        "10.0.0.7, 0.0.0.0, speed.advertise",
        "'::', '', speed.host",
        "127.0.0.1, '', would be announced to serving nodes on other machines",
        "localhost, '', would be announced to serving nodes on other machines",
    })
    void whereOthersCannotAskItIsRefused(String host, String advertise, String why) {
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> of(
                        "speed.port=8090",
                        "speed.host=" + host,
                        "speed.advertise=" + advertise,
                        "kafka.bootstrap.servers=127.0.0.1:9092,10.1.2.3:9092"));
        assertEquals("TM-CFG-035", refused.faults().get(0).code());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
