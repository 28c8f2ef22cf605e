package io.tidemark.http.access;

import io.tidemark.http.identity.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom it is about, which aggregations, and what is granted.
 *
 * @param users by name; none: anybody
 * @param roles one of them; none: of any
 * @param right the furthest that is granted; empty: none is
 * @param groups by group field, what its values may be
 */
record Rule(
        List<Pattern> users,
        List<Pattern> roles,
        List<Pattern> aggregations,
        Optional<Right> right,
        Map<String, List<Value>> groups) {

    /** A name, with {@code *} for any signs. */
    record Pattern(String text, java.util.regex.Pattern compiled) {
        static Pattern of(String text) {
            StringBuilder regex = new StringBuilder();
            for (String part : text.split("\\*", -1)) {
                regex.append(regex.length() == 0 ? "" : ".*").append(java.util.regex.Pattern.quote(part));
            }
            return new Pattern(text, java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL));
        }

        boolean matches(String name) {
            return compiled.matcher(name).matches();
        }
    }

    /** Where a value of a group field comes from. */
    sealed interface Value {
        /** As it is written. */
        record Written(String text) implements Value {}

        /** Every value of a claim of the principal's; none if there is no such claim. */
        record OfClaim(String claim) implements Value {}

        /** The principal's name. */
        record OfName() implements Value {}
    }

    boolean isAbout(Principal principal) {
        boolean isUser = users.isEmpty() || users.stream().anyMatch(p -> p.matches(principal.name()));
        boolean hasRole = roles.isEmpty()
                || principal.roles().stream().anyMatch(role -> roles.stream().anyMatch(p -> p.matches(role)));
        return isUser && hasRole;
    }

    boolean isOf(String aggregation) {
        return aggregations.stream().anyMatch(p -> p.matches(aggregation));
    }

    /** What it grants to a principal that it is about. */
    Optional<Grant> grant(Principal principal) {
        Map<String, Set<String>> seen = new HashMap<>();
        groups.forEach((field, values) -> {
            Set<String> texts = new HashSet<>();
            values.forEach(value -> texts.addAll(texts(value, principal)));
            seen.put(field, Set.copyOf(texts));
        });
        return right.map(furthest -> new Grant(furthest, seen));
    }

    private static List<String> texts(Value value, Principal principal) {
        if (value instanceof Value.Written written) {
            return List.of(written.text());
        }
        List<String> own = value instanceof Value.OfClaim claim
                ? principal.claims().getOrDefault(claim.claim(), List.of())
                : List.of(principal.name());
        // Only a rule may grant the null value.
        return own.stream().filter(text -> !text.equals(Grant.NULL)).toList();
    }
}
