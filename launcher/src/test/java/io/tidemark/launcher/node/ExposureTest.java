package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExposureTest {
    @TempDir
    Path directory;

    private NodeSettings settings(String... pairs) {
        Map<String, String> written = new HashMap<>(Map.of("data.directory", directory.toString()));
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            written.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return NodeSettings.of(Config.of(written, "tidemark.properties", directory));
    }

    private String refused(String... pairs) {
        return assertThrows(ConfigException.class, () -> settings(pairs)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.1.2.3"})
    void onLoopbackNobodyHasToSayWhoTheyAre(String host) {
        assertDoesNotThrow(() -> settings("http.host=" + host, "speed.host=" + host, "speed.port=0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "192.0.2.1", "no.such.host.invalid"})
    void beyondItANodeDoesNotStartUnlessItKnowsWhoAsksOrTheOperatorWritesSo(String host) {
        String refused = refused("http.host=" + host);
        assertTrue(refused.startsWith("TM-CFG-033 tidemark.properties, key http.host: " + host), refused);
        assertTrue(refused.contains("http.insecure=no-authentication,no-tls"), refused);
        assertDoesNotThrow(() -> settings("http.host=" + host, "http.insecure=no-authentication,no-tls"));
        String readable = refused("http.host=" + host, "http.insecure=no-authentication");
        assertTrue(readable.contains("can be read on the way"), readable);
        // What nobody can reach is not asked for anything.
        assertDoesNotThrow(() -> settings("http.host=" + host, "roles=batch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1"})
    void soWithASpeedNode(String host) {
        String refused = refused("speed.host=" + host, "speed.port=0");
        assertTrue(refused.contains("nodes.secret"), refused);
        String secret = "nodes.secret=a secret of some length";
        assertTrue(refused("speed.host=" + host, "speed.port=0", secret).contains("speed.insecure=no-tls"));
        String advertise = "speed.advertise=10.0.0.1";
        assertDoesNotThrow(
                () -> settings("speed.host=" + host, "speed.port=0", secret, "speed.insecure=no-tls", advertise));
        assertDoesNotThrow(() -> settings("speed.host=" + host));
    }

    @Test
    void soWithARangeOfAServingNode() {
        String[] ranges = {
            "serving.ranges={\"customers\": [3]}",
            "serving.peers=http://a:8082,http://b:8082",
            "serving.range=1",
            "serving.port=8082",
            "serving.host=10.0.0.1",
            "serving.insecure="
        };
        String refused = refused(ranges);
        assertTrue(refused.startsWith("TM-CFG-033 tidemark.properties, key serving.host: 10.0.0.1"), refused);
        ranges[5] = "serving.insecure=no-authentication,no-tls";
        assertDoesNotThrow(() -> settings(ranges));
    }

    @Test
    void keysOfJwtsAreNotAskedForWhereOthersCanReplaceThem() {
        String[] jwt = {"http.authentication=jwt", "http.jwt.issuer=i", "http.jwt.audience=a", ""};
        for (String safe : new String[] {"https://10.0.0.1/jwks", "http://127.0.0.1:1/jwks", "keys.json"}) {
            jwt[3] = "http.jwt.keys=" + safe;
            assertDoesNotThrow(() -> settings(jwt));
        }
        jwt[3] = "http.jwt.keys=http://10.0.0.1/jwks";
        String refused = refused(jwt);
        assertTrue(refused.startsWith("TM-CFG-033 tidemark.properties, key http.jwt.keys: http://10.0.0.1"), refused);
        assertTrue(refused.contains("https://") && refused.contains("http.insecure=no-tls"), refused);
        assertDoesNotThrow(() -> settings(jwt[0], jwt[1], jwt[2], jwt[3], "http.insecure=no-tls"));
    }

    @Test
    void whoIsRecognisedHowIsSaidInWhole() {
        assertTrue(refused("http.authentication=token").contains("http.token.file"));
        assertTrue(refused("http.authentication=password").contains("http.password.file"));
        assertTrue(refused("http.authentication=jwt").contains("http.jwt.keys"));
        assertTrue(refused("http.authentication=jwt", "http.jwt.keys=k").contains("http.jwt.issuer"));
        assertTrue(refused("http.authentication=jwt", "http.jwt.hmac.file=k", "http.jwt.issuer=i")
                .contains("http.jwt.audience"));
        assertTrue(refused("http.authentication=kerberos").contains("token, password, jwt"));
        assertTrue(refused("http.access.file=rules.json").contains("TM-CFG-032"));
        assertTrue(refused("http.insecure=true").contains("no-authentication, no-tls"));
        NodeSettings both = settings("http.authentication=password,token", "http.token.file=t", "http.password.file=p");
        assertEquals(2, both.serving().http().access().ways().size());
    }

    @Test
    void noSecretIsShown() {
        NodeSettings settings = settings(
                "nodes.secret=hunter2-hunter2-hunter2",
                "kafka.sasl.jaas.config=hunter2",
                "http.authentication=token",
                "http.token.file=t");
        assertFalse(settings.toString().contains("hunter2"), settings::toString);
        assertFalse(refused("nodes.secret=hunter2").contains("hunter2"));
    }
}
