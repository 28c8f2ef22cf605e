package io.tidemark.launcher.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.ListenerSettings;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.serving.ranges.RangeSettings;
import io.tidemark.serving.ranges.RangesException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views are divided if all is said that it takes, and by nobody who says a part of it. */
final class RangesConfigTest {
    private static final List<String> ALL = List.of(
            "serving.ranges={\"customers\": [3]}",
            "serving.peers=http://a:8082 | http://b:8082, http://c:8082",
            "serving.range=2",
            "serving.port=8082");

    private static Optional<RangeSettings> of(List<String> settings) {
        Map<String, String> written = settings.stream()
                .collect(Collectors.toMap(RangesConfigTest::key, line -> line.substring(line.indexOf('=') + 1)));
        return RangesConfig.of(
                Config.of(written, "test.properties", Path.of("").toAbsolutePath()), ListenerSettings::on);
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf('='));
    }

    private static List<String> all(String... instead) {
        return Stream.concat(Arrays.stream(instead), ALL.stream())
                .collect(Collectors.toMap(RangesConfigTest::key, Function.identity(), (one, other) -> one))
                .values()
                .stream()
                .toList();
    }

    @Test
    void withoutAWordOfItEveryNodeHasEverything() {
        assertEquals(Optional.empty(), of(List.of()));
    }

    @Test
    void peersAreByRangeAndWithinOneByReplica() {
        RangeSettings settings = of(ALL).orElseThrow();
        assertEquals(2, settings.own());
        assertEquals(
                List.of(
                        List.of(URI.create("http://a:8082"), URI.create("http://b:8082")),
                        List.of(URI.create("http://c:8082"))),
                settings.owners());
        assertEquals(8082, settings.listener().port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"serving.ranges", "serving.range", "serving.port"})
    void whoSaysAPartOfItIsToldTheRest(String left) {
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> of(ALL.stream()
                        .filter(line -> !line.startsWith(left + "="))
                        .toList()));
        assertEquals("TM-CFG-003", refused.faults().get(0).code());
        assertTrue(refused.getMessage().contains("key " + left + ": is not given"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"serving.peers=http://a:8082", "serving.range=3"})
    void whatCannotBeIsRefusedBeforeAnythingIsOpen(String wrong) {
        RangesException refused = assertThrows(RangesException.class, () -> of(all(wrong)));
        assertTrue(refused.getMessage().startsWith("TM-SRV-020 serving."), refused::getMessage);
    }
}
