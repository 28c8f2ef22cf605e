package io.tidemark.serving.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The parameters of a query string, checked as they are taken. */
final class Parameters {
    private final Map<String, List<String>> values;

    Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Refuses every parameter that is not known. */
    void allowOnly(Collection<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw HttpFault.UNKNOWN_PARAMETER.at(
                        "parameter \"" + name + "\"", "is not known here", NearestName.mend(name, known));
            }
        }
    }

    Set<String> names() {
        return values.keySet();
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw HttpFault.GIVEN_TWICE.at(
                    "parameter \"" + name + "\"", "is given " + given.size() + " times", "give it once");
        }
        return given.stream().findFirst();
    }

    /** A whole number within bounds. */
    int number(String name, int otherwise, int least, int most) {
        return (int) number(name, least, most).orElse(otherwise);
    }

    OptionalLong number(String name, long least, long most) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw HttpFault.BAD_NUMBER.at(
                "parameter \"" + name + "\"",
                "\"" + text.get() + "\" is not a whole number from " + least + " to " + most,
                "use one of those");
    }

    /** One of some words, the first of which is meant when none is given. */
    String word(String name, String... words) {
        String word = one(name).orElse(words[0]);
        if (!List.of(words).contains(word)) {
            throw HttpFault.BAD_WORD.at(
                    "parameter \"" + name + "\"", "\"" + word + "\" is not known", "use " + String.join(" or ", words));
        }
        return word;
    }

    /** Words of a list, given repeatedly or with commas. */
    List<String> list(String name) {
        List<String> words = new ArrayList<>();
        all(name).forEach(text -> words.addAll(List.of(text.split(",", -1))));
        Set<String> distinct = new LinkedHashSet<>(words);
        return List.copyOf(distinct);
    }
}
