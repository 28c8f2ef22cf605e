package io.tidemark.serving.http.query;

import io.tidemark.groups.GroupFilter;
import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Grant;
import io.tidemark.http.access.Right;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.GroupField;
import io.tidemark.serving.merge.answer.Proof;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * An aggregation that somebody may ask, and which groups of it they may see. Every question is made with one, so that what
 * may not be seen is no part of it: nothing that is looked up, remembered or followed for it can hold more.
 *
 * @param groups for each group field, in order, the values that may be seen; empty: any
 */
public record Granted(AggregationDefinition<?> definition, Grant grant, List<Optional<Set<Object>>> groups) {

    /** @throws io.tidemark.http.problem.ProblemException if a field is not there by which groups are to be told apart */
    static Granted of(AggregationDefinition<?> definition, Grant grant) {
        Map<String, Set<String>> byField = grant.groups();
        List<Optional<Set<Object>>> groups = new ArrayList<>();
        int found = 0;
        for (GroupField<?> field : definition.groups()) {
            Optional<Set<String>> texts = Optional.ofNullable(byField.get(field.name()));
            groups.add(texts.map(some -> values(field, some)));
            found += texts.isPresent() ? 1 : 0;
        }
        if (found < byField.size()) {
            throw HttpFault.FORBIDDEN.at(
                    place(definition),
                    "has not all of the group fields by which your groups are told apart",
                    "ask for one that has them, or have the rule changed");
        }
        return new Granted(definition, grant, List.copyOf(groups));
    }

    private static String place(AggregationDefinition<?> definition) {
        return "aggregation \"" + definition.name() + "\"";
    }

    /** A text that is no value of the field is no group's. */
    private static Set<Object> values(GroupField<?> field, Set<String> texts) {
        Set<Object> values = new HashSet<>();
        for (String text : texts) {
            try {
                values.add(text.equals(Grant.NULL) ? null : field.type().parse(text));
            } catch (IllegalArgumentException noValue) {
                // No group has it.
            }
        }
        return values;
    }

    /** Whether an answer may be explained to who asks: it names files, offsets and nodes that are nobody's rows. */
    void requireExplanation() {
        if (!seesMoreThanRows()) {
            throw HttpFault.FORBIDDEN.at(
                    "parameter \"explain\"",
                    "needs the right operate with all groups of " + place(definition),
                    "leave it out");
        }
    }

    /** What may be told of a proof: why something is missing can name nodes and files, which are nobody's rows either. */
    public Proof told(Proof proof) {
        return seesMoreThanRows() ? proof : proof.withoutReasons();
    }

    private boolean seesMoreThanRows() {
        return grant.right().has(Right.OPERATE) && grant.isOfAllGroups();
    }

    /** What is asked for of what may be seen; empty: nothing is left. In either an empty set stands for any. */
    Optional<List<Set<Object>>> seen(List<Set<Object>> asked) {
        List<Set<Object>> seen = new ArrayList<>();
        for (int field = 0; field < asked.size(); field++) {
            Optional<Set<Object>> allowed = groups.get(field);
            Set<Object> values = asked.get(field);
            if (allowed.isPresent()) {
                values = values.isEmpty() ? allowed.get() : both(values, allowed.get());
                if (values.isEmpty()) {
                    return Optional.empty();
                }
            }
            seen.add(values);
        }
        return Optional.of(seen);
    }

    private static Set<Object> both(Set<Object> one, Set<Object> other) {
        Set<Object> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    /**
     * The groups of a question.
     *
     * @param most how many may be named; beyond that they are searched
     */
    GroupFilter filter(List<Set<Object>> asked, int most) {
        return seen(asked)
                .map(seen -> combinations(seen) > most
                        ? GroupFilter.searched(definition, seen)
                        : GroupFilter.of(definition, seen))
                .orElse(GroupFilter.NONE);
    }

    private static double combinations(List<Set<Object>> wanted) {
        double combinations = 1;
        for (Set<Object> values : wanted) {
            combinations *= values.size();
        }
        return combinations;
    }

    /** Every group that may be seen, to be searched. */
    List<Set<Object>> any() {
        return definition.groups().stream().map(field -> Set.of()).toList();
    }

    /** What of a cursor's question is not in its words. */
    String inWords() {
        return grant.isOfAllGroups() ? "" : new TreeMap<>(grant.groups()).toString();
    }

    /** Those of a model that somebody knows to be there. */
    static List<AggregationDefinition<?>> known(List<? extends AggregationDefinition<?>> all, Asker asker) {
        List<AggregationDefinition<?>> known = new ArrayList<>();
        for (AggregationDefinition<?> definition : all) {
            if (asker.grant(definition.name()).isPresent()) {
                known.add(definition);
            }
        }
        return known;
    }
}
