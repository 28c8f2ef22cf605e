package io.tidemark.http.access;

import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who asks, with what the rules of one moment grant. One asker stays the same object from request to request, until the
 * rules or what vouches for it change: so what is remembered for one is no other's. Safe for use by many threads.
 */
public final class Asker {
    /** Of who is the same whatever changes. */
    private static final long ALWAYS = -1;

    private static final Principal NOBODY = new Principal("anonymous", Set.of());

    /** Whoever it is, where nobody has to say who they are: may everything. */
    public static final Asker ANYBODY =
            new Asker(new Recognised(NOBODY, Instant.MAX, Instant.MAX), Rules.BY_ROLE, List.of(), ALWAYS, true);

    /** Who did not say who they are, where one has to: may what everybody may, which is no more than know that it is here. */
    public static final Asker STRANGER =
            new Asker(new Recognised(NOBODY, Instant.MAX, Instant.MAX), Rules.BY_ROLE, List.of(), ALWAYS, false);

    private final Recognised recognised;
    private final Rules rules;
    private final List<String> aggregations;
    private final long generation;
    private final boolean mayEverything;
    private final Map<String, Optional<Grant>> grants = new ConcurrentHashMap<>();

    /**
     * @param aggregations all that there are
     * @param generation of the rules, and of what vouches for it
     */
    Asker(Recognised recognised, Rules rules, List<String> aggregations, long generation) {
        this(recognised, rules, aggregations, generation, false);
    }

    private Asker(
            Recognised recognised, Rules rules, List<String> aggregations, long generation, boolean mayEverything) {
        this.recognised = recognised;
        this.rules = rules;
        this.aggregations = aggregations;
        this.generation = generation;
        this.mayEverything = mayEverything;
    }

    public Principal principal() {
        return recognised.principal();
    }

    /** Whether nobody said who they are, where one has to. */
    public boolean isStranger() {
        return this == STRANGER;
    }

    /** Whether it may be taken for the same in a further request. */
    boolean isKnown(long generationNow, Instant now) {
        return isOf(generationNow) && now.isBefore(recognised.again());
    }

    /** Whether what it follows may go on. */
    boolean mayGoOn(long generationNow, Instant now) {
        return isOf(generationNow) && now.isBefore(recognised.end());
    }

    private boolean isOf(long generationNow) {
        return generation == ALWAYS || generation == generationNow;
    }

    /**
     * What it may with an aggregation of the model; empty: nothing, not even know that it is there.
     *
     * @param aggregation one that there is: what is asked for is remembered
     */
    public Optional<Grant> grant(String aggregation) {
        return mayEverything
                ? Optional.of(Grant.WHOLE)
                : grants.computeIfAbsent(aggregation, name -> rules.grant(principal(), name));
    }

    /** Whether it may do something with every aggregation there is, and with all groups of each. */
    public boolean mayWithAll(Right right) {
        return mayEverything
                || (!isStranger()
                        && aggregations.stream().allMatch(name -> grant(name)
                                .filter(grant -> grant.right().has(right) && grant.isOfAllGroups())
                                .isPresent()));
    }

    @Override
    public String toString() {
        return principal().name();
    }
}
