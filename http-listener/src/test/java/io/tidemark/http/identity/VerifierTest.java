package io.tidemark.http.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifierTest {
    /** As Postgres 15 made them of these passwords, and libxcrypt. */
    @ParameterizedTest
    @CsvSource({
        "pencil, SCRAM-SHA-256$4096:chpPxmlAWa5EDl/22RhZyQ==$usj8+A7LV4vjM7rJZ2DTsuQBfyVmrSBeM1r4Q9fo+9I=:L0o2/oIG8ncm4e0dXjavoZ5xg+tvJz3gMGWqxTayVgs=",
        "gr\u00fcn\u00a0\u00ad\u2168, SCRAM-SHA-256$4096:htsOGEGMzzYKihncqPjpVQ==$magG1dSp/YzWCPfk/2qT0NvwxPQCgSKRUmG9lEalz9c=:XmrEK4TX+sZ7uWHuRAgH/ywtE9nKYSdPSfldV66Dk2Q=",
        "x\u2168, SCRAM-SHA-256$4096:oO9hTg4qkhfzd7UjrU1Olw==$7y4nWQXGTNBleIqs25JWQslQPFSFEglC/CfzaS29ve0=:zJHnMMwubSuhP8lEoCXCZ9fQGzach/8vGxd3QmaMUMM=",
        "correct horse, $2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu",
        "gr\u00fcn, $2y$10$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, $2y$10$abcdefghijklmnopqrstuuiYfj.JCH/8Hff5KmeyaPABzfEqwvS.a",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, $2y$10$abcdefghijklmnopqrstuuiYfj.JCH/8Hff5KmeyaPABzfEqwvS.a"
    })
    void whatOthersMadeIsVerified(String password, String text) {
        Verifier verifier = Verifier.parse(text);

        assertTrue(verifier.verifies(password));
        assertFalse(verifier.verifies("b" + password));
        assertFalse(verifier.verifies(""));
        assertFalse(text.contains(verifier.toString()) && verifier.toString().length() > 20, verifier::toString);
    }

    @Test
    void whatIsMadeHereIsVerifiedAndHasAnotherSaltEachTime() {
        SecureRandom random = new SecureRandom();
        for (String text : new String[] {Passwords.scram("p:w", random), Passwords.bcrypt("p:w", random)}) {
            assertTrue(Verifier.parse(text).verifies("p:w"), text);
            assertFalse(Verifier.parse(text).verifies("p:W"), text);
        }
        assertFalse(Passwords.scram("p", random).equals(Passwords.scram("p", random)));
        assertThrows(IllegalArgumentException.class, () -> Passwords.bcrypt("x".repeat(73), random));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2y$05$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW",
                "$2y$31$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW",
                "$2x$10$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW",
                "$1$abc$def",
                "pencil",
                "SCRAM-SHA-256$1:chpPxmlAWa5EDl/22RhZyQ==$usj8+A7LV4vjM7rJZ2DTsuQBfyVmrSBeM1r4Q9fo+9I=:L0o2/oIG8ncm4e0dXjavoZ5xg+tvJz3gMGWqxTayVgs=",
                "SCRAM-SHA-256$4096:chpPxmlAWa5EDl/22RhZyQ==$usj8:L0o2",
                "SCRAM-SHA-256$4096:=$=:="
            })
    void whatIsWeakOrNoVerifierIsRefusedWithoutItsText(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Verifier.parse(text))
                .getMessage();

        assertFalse(message.contains(text), message);
        assertEquals(message.strip(), message);
    }
}
