package io.tidemark.http.access;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.identity.AccessFileException;
import io.tidemark.http.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules as they are written in JSON: {@code {"rules": [{"users": [], "roles": [], "aggregations": [], "rights": [],
 * "groups": {"field": [...]}}]}}. A word that is not known is refused: a rule must not be wider than it was meant.
 */
public final class RulesText {
    private static final String MEND =
            "write {\"rules\": [{\"roles\": [\"tenant\"], \"aggregations\": [\"sales\"], \"rights\": [\"read\"]}]}";

    private final String place;
    private final RuleCheck check;

    private RulesText(String place, RuleCheck check) {
        this.place = place;
        this.check = check;
    }

    /**
     * @param all aggregations that there are
     * @throws AccessFileException if they cannot be used, or name what is not there
     */
    public static Rules read(String text, String place, List<Guarded> all) {
        try {
            return new RulesText(place, new RuleCheck(all)).rules(StrictJson.read(text));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String line = at == null ? place : place + ", line " + at.getLineNr();
            throw new AccessFileException(line, "is no JSON: " + e.getOriginalMessage(), MEND);
        }
    }

    private Rules rules(JsonNode root) {
        if (!root.isObject() || !root.path("rules").isArray()) {
            throw fault(place, "has no list \"rules\"");
        }
        onlyFields(root, Set.of("rules"), place);
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : root.path("rules")) {
            String here = place + ", rule " + (rules.size() + 1);
            Rule read = rule(rule, here);
            check.check(read, here);
            rules.add(read);
        }
        return Rules.of(rules);
    }

    private static Rule rule(JsonNode rule, String here) {
        if (!rule.isObject()) {
            throw fault(here, "is no object");
        }
        onlyFields(rule, Set.of("users", "roles", "aggregations", "rights", "groups"), here);
        if (!rule.has("aggregations")) {
            throw fault(here, "names no aggregations; \"*\" is all");
        }
        return new Rule(
                patterns(rule, "users", here),
                patterns(rule, "roles", here),
                patterns(rule, "aggregations", here),
                right(rule, here),
                groups(rule.path("groups"), here));
    }

    private static Optional<Right> right(JsonNode rule, String here) {
        if (!rule.has("rights")) {
            throw fault(here, "has no \"rights\"; [] grants none");
        }
        Set<String> names = new HashSet<>(words(rule.path("rights"), here + ", rights"));
        for (String name : names) {
            if (Right.of(name).isEmpty()) {
                throw fault(here + ", rights", "\"" + name + "\" is none of read, operate and admin");
            }
        }
        return Right.furthest(names);
    }

    /** A list that is there has somebody in it: none would be anybody. */
    private static List<Rule.Pattern> patterns(JsonNode rule, String field, String here) {
        if (!rule.has(field)) {
            return List.of();
        }
        List<String> words = words(rule.path(field), here + ", " + field);
        if (words.isEmpty()) {
            throw fault(here + ", " + field, "names none; leave it out for any, or write \"*\"");
        }
        return words.stream().map(Rule.Pattern::of).toList();
    }

    private static List<String> words(JsonNode value, String here) {
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> words = new ArrayList<>();
        for (JsonNode word : value) {
            if (!word.isTextual()) {
                throw fault(here, "has something that is no text");
            }
            words.add(word.textValue());
        }
        if (!value.isArray()) {
            throw fault(here, "is no list");
        }
        return words;
    }

    private static Map<String, List<Rule.Value>> groups(JsonNode groups, String here) {
        if (groups.isMissingNode()) {
            return Map.of();
        }
        if (!groups.isObject() || groups.isEmpty()) {
            throw fault(here + ", groups", "names no group field");
        }
        Map<String, List<Rule.Value>> byField = new HashMap<>();
        groups.properties().forEach(field -> {
            String there = here + ", groups, " + field.getKey();
            JsonNode values = field.getValue();
            List<Rule.Value> read = new ArrayList<>();
            if (values.isArray()) {
                values.forEach(value -> read.add(value(value, there)));
            } else {
                read.add(value(values, there));
            }
            byField.put(field.getKey(), List.copyOf(read));
        });
        return byField;
    }

    private static Rule.Value value(JsonNode value, String here) {
        if (value.isNull()) {
            return new Rule.Value.Written(Grant.NULL);
        } else if (value.asText().equals(Grant.NULL)) {
            throw fault(here, "has a text of U+0000 alone, which stands for null; null is written so");
        } else if (value.isTextual() || value.isIntegralNumber() || value.isBoolean()) {
            return new Rule.Value.Written(value.asText());
        } else if (value.isObject() && value.size() == 1 && value.path("claim").isTextual()) {
            return new Rule.Value.OfClaim(value.path("claim").textValue());
        } else if (value.isObject()
                && value.size() == 1
                && value.path("principal").asText().equals("name")) {
            return new Rule.Value.OfName();
        }
        throw fault(
                here, "has something that is no value, nor {\"claim\": \"its name\"}, nor {\"principal\": \"name\"}");
    }

    private static void onlyFields(JsonNode object, Set<String> known, String here) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw fault(here, "\"" + name + "\" is not known");
            }
        }
    }

    private static AccessFileException fault(String here, String what) {
        return new AccessFileException(here, what, MEND);
    }
}
