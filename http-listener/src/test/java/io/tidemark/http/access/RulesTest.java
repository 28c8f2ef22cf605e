package io.tidemark.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.identity.AccessFileException;
import io.tidemark.http.identity.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {
    private static final Principal ADA = new Principal("ada", Set.of("tenant"), Map.of("t", List.of("a", "b")));
    private static final Principal BOB = new Principal("bob", Set.of("tenant", "operate"));

    private static final List<Guarded> ALL = List.of(
            guarded("sales", "tenant", "owner", "n"), guarded("my-sales", "tenant"), guarded("secret-sales", "tenant"));

    /** In each field but n, any text is a value. */
    private static Guarded guarded(String name, String... fields) {
        Map<String, Predicate<String>> groups = new HashMap<>();
        for (String field : fields) {
            groups.put(field, text -> !field.equals("n") || text.matches("\\d+|true"));
        }
        return new Guarded(name, groups);
    }

    private static Rules rules(String... rules) {
        return RulesText.read("{\"rules\": [" + String.join(", ", rules) + "]}", "file access.json", ALL);
    }

    @Test
    void theFirstRuleThatIsAboutBothCountsAndNoneIsNo() {
        Rules rules = rules(
                "{\"users\": [\"ada\"], \"aggregations\": [\"secret-*\"], \"rights\": []}",
                "{\"roles\": [\"tenant\"], \"aggregations\": \"*-sales\", \"rights\": [\"read\"]}",
                "{\"users\": \"ada\", \"aggregations\": [\"*\"], \"rights\": [\"admin\", \"read\"]}");

        assertEquals(Optional.empty(), rules.grant(ADA, "secret-sales"));
        assertEquals(Right.READ, rules.grant(ADA, "my-sales").orElseThrow().right());
        assertEquals(Right.ADMIN, rules.grant(ADA, "sales").orElseThrow().right());
        assertEquals(Right.READ, rules.grant(BOB, "secret-sales").orElseThrow().right());
        assertEquals(Optional.empty(), rules.grant(BOB, "sales"));
        assertEquals(Optional.empty(), rules().grant(BOB, "sales"));
    }

    @Test
    void groupsAreWrittenOrOfAClaimOrThePrincipalsName() {
        Rules rules = rules("{\"aggregations\": [\"sales\"], \"rights\": [\"read\"], \"groups\": {"
                + "\"tenant\": {\"claim\": \"t\"}, \"owner\": [{\"principal\": \"name\"}, \"all\"],"
                + " \"n\": [1, null, true]}}");

        assertEquals(
                Map.of(
                        "tenant", Set.of("a", "b"),
                        "owner", Set.of("ada", "all"),
                        "n", Set.of("1", Grant.NULL, "true")),
                rules.grant(ADA, "sales").orElseThrow().groups());
        // Who has no such claim sees no group, and not every group.
        assertEquals(Set.of(), rules.grant(BOB, "sales").orElseThrow().groups().get("tenant"));
    }

    @Test
    void onlyARuleGrantsTheNullValue() {
        Principal odd = new Principal(Grant.NULL, Set.of(), Map.of("t", List.of(Grant.NULL, "")));
        Map<String, Set<String>> seen = rules("{\"aggregations\": [\"sales\"], \"rights\": [\"read\"], \"groups\": {"
                        + "\"owner\": {\"principal\": \"name\"}, \"tenant\": {\"claim\": \"t\"}}}")
                .grant(odd, "sales")
                .orElseThrow()
                .groups();
        assertEquals(Map.of("owner", Set.of(), "tenant", Set.of("")), seen);
    }

    @Test
    void withoutRulesWhoeverHasARightByNameHasItEverywhere() {
        assertEquals(
                Right.OPERATE, Rules.BY_ROLE.grant(BOB, "any").orElseThrow().right());
        assertEquals(Optional.empty(), Rules.BY_ROLE.grant(ADA, "any"));
        assertTrue(Right.ADMIN.has(Right.READ) && !Right.READ.has(Right.OPERATE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"rules\": {}}",
                "{\"rules\": [], \"more\": 1}",
                "{\"rules\": [1]}",
                "{\"rules\": [{}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"]}]}",
                "{\"rules\": [{\"aggregations\": [], \"rights\": [\"read\"]}]}",
                "{\"rules\": [{\"aggregations\": [1], \"rights\": [\"read\"]}]}",
                "{\"rules\": [{\"user\": \"a\", \"aggregations\": [\"a\"], \"rights\": [\"read\"]}]}",
                "{\"rules\": [{\"users\": [], \"aggregations\": [\"a\"], \"rights\": [\"read\"]}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"], \"rights\": [\"write\"]}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"], \"rights\": [\"read\"], \"groups\": {}}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"], \"rights\": [\"read\"], \"groups\": {\"t\": [1.5]}}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"], \"rights\": [\"read\"], \"groups\": {\"t\": {\"x\": 1}}}]}",
                "{\"rules\": [{\"aggregations\": [\"a\"], \"rights\": [], \"rights\": [\"read\"]}]}",
                "{\"rules\": []} x"
            })
    void aFileThatIsNotUnderstoodIsRefusedWithItsPlaceAndAMend(String text) {
        String message = assertThrows(AccessFileException.class, () -> RulesText.read(text, "file access.json", ALL))
                .getMessage();

        assertTrue(message.startsWith("TM-ACC-001 file access.json"), message);
        assertTrue(message.contains("; write {\"rules\""), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`[\"sale\"]`|``|aggregations: there is no aggregation \"sale\"; did you mean \"sales\"?",
                "`[\"sales\", \"secert-*\"]`|``|aggregations: there is no aggregation \"secert-*\"",
                "`[\"Sales\"]`|``|aggregations: there is no aggregation \"Sales\"; did you mean \"sales\"?",
                "`[\"my-sales\"]`|`\"owner\": [\"a\"]`|groups: aggregation \"my-sales\" has no group field \"owner\"",
                "`[\"*\"]`|`\"tenat\": [\"a\"]`|groups: aggregation \"*\" has no group field \"tenat\"; did you mean",
                "`[\"*\"]`|`\"n\": [1, \"one\"]`|groups, n: \"one\" is no value of this field of aggregation \"*\""
            })
    void whatNamesNothingThatIsThereIsRefused(String aggregations, String groups, String says) {
        String rule = "{\"aggregations\": " + aggregations + ", \"rights\": []"
                + (groups == null || groups.isEmpty() ? "" : ", \"groups\": {" + groups + "}") + "}";

        String message =
                assertThrows(AccessFileException.class, () -> rules(rule)).getMessage();

        assertTrue(message.startsWith("TM-ACC-001 file access.json, rule 1, " + says), message);
    }
}
