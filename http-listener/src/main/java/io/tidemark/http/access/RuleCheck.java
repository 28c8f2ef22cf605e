package io.tidemark.http.access;

import io.tidemark.http.identity.AccessFileException;
import io.tidemark.http.problem.NearestName;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether what a rule names is there. One that names what is not forbids less than it was meant to, or grants less, and nobody
 * is told.
 */
final class RuleCheck {
    private final List<Guarded> all;

    RuleCheck(List<Guarded> all) {
        this.all = all;
    }

    /** @throws AccessFileException if it names an aggregation, a field or a value that there is none of */
    void check(Rule rule, String here) {
        for (Rule.Pattern pattern : rule.aggregations()) {
            List<Guarded> named =
                    all.stream().filter(one -> pattern.matches(one.name())).toList();
            if (named.isEmpty()) {
                throw new AccessFileException(
                        here + ", aggregations",
                        "there is no aggregation \"" + pattern.text() + "\"",
                        NearestName.mend(
                                pattern.text(), all.stream().map(Guarded::name).toList()));
            }
            rule.groups().forEach((field, values) -> checkField(named, pattern, field, values, here + ", groups"));
        }
    }

    private static void checkField(
            List<Guarded> named, Rule.Pattern pattern, String field, List<Rule.Value> values, String here) {
        List<Guarded> having =
                named.stream().filter(one -> one.groups().containsKey(field)).toList();
        if (having.isEmpty()) {
            Set<String> fields = new TreeSet<>();
            named.forEach(one -> fields.addAll(one.groups().keySet()));
            throw new AccessFileException(
                    here,
                    "aggregation \"" + pattern.text() + "\" has no group field \"" + field + "\"",
                    NearestName.mend(field, fields));
        }
        for (Rule.Value value : values) {
            if (value instanceof Rule.Value.Written written && !isValue(having, field, written.text())) {
                throw new AccessFileException(
                        here + ", " + field,
                        "\"" + written.text() + "\" is no value of this field of aggregation \"" + pattern.text()
                                + "\"",
                        "write one that is");
            }
        }
    }

    private static boolean isValue(List<Guarded> having, String field, String text) {
        return text.equals(Grant.NULL)
                || having.stream().anyMatch(one -> one.groups().get(field).test(text));
    }
}
