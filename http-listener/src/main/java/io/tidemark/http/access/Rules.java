package io.tidemark.http.access;

import io.tidemark.http.identity.Principal;
import java.util.List;
import java.util.Optional;

/** Who may what: of the rules, in order, the first that is about both the principal and the aggregation. No rule is no. */
public final class Rules {
    /** Where none are written: whoever has a right by its name has it everywhere. */
    public static final Rules BY_ROLE = new Rules(List.of(), true);

    private final List<Rule> rules;
    private final boolean isByRole;

    private Rules(List<Rule> rules, boolean isByRole) {
        this.rules = rules;
        this.isByRole = isByRole;
    }

    static Rules of(List<Rule> rules) {
        return new Rules(List.copyOf(rules), false);
    }

    /** What a principal may with an aggregation; empty: nothing, not even know that it is there. */
    Optional<Grant> grant(Principal principal, String aggregation) {
        if (isByRole) {
            return Right.furthest(principal.roles()).map(right -> new Grant(right, java.util.Map.of()));
        }
        for (Rule rule : rules) {
            if (rule.isOf(aggregation) && rule.isAbout(principal)) {
                return rule.grant(principal);
            }
        }
        return Optional.empty();
    }
}
