package io.tidemark.http.exchange;

import io.tidemark.event.value.PlainNumbers;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/** The words of a question, from its query string or its body, checked as they are taken. */
public final class Parameters {
    /** Stands for null. A text of nothing but U+0000 has one more of them. */
    public static final String NULL = "\0";

    private final Map<String, List<String>> values;

    public Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Those of a request, decoded. */
    public static Parameters of(Request request) {
        String query = request.getHttpURI().getQuery();
        Map<String, List<String>> values = new HashMap<>();
        if (query != null && !isPlain(query, values)) {
            values.clear();
            QueryText.read(query, (name, value) -> add(values, name, value));
        }
        return new Parameters(values);
    }

    /** Whether it is a text of U+0000 alone, once or more often. */
    public static boolean isOfNulls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** These and others. */
    Parameters and(Parameters others) {
        Map<String, List<String>> both = new HashMap<>(values);
        others.values.forEach((name, texts) -> texts.forEach(text -> add(both, name, text)));
        return new Parameters(both);
    }

    /** Splits a query without escapes, which most are; false if it is another or is not of names and values. */
    private static boolean isPlain(String query, Map<String, List<String>> values) {
        int length = query.length();
        for (int i = 0; i < length; i++) {
            char c = query.charAt(i);
            if (c == '%' || c == '+' || c > 0x7F) {
                return false;
            }
        }
        int start = 0;
        while (start < length) {
            int end = query.indexOf('&', start);
            end = end < 0 ? length : end;
            int equals = query.indexOf('=', start);
            if (equals <= start || equals > end) {
                return false;
            }
            add(values, query.substring(start, equals), query.substring(equals + 1, end));
            start = end + 1;
        }
        return true;
    }

    static void add(Map<String, List<String>> values, String name, String value) {
        List<String> before = values.get(name);
        if (before == null) {
            values.put(name, List.of(value));
        } else if (before instanceof ArrayList) {
            before.add(value);
        } else {
            List<String> more = new ArrayList<>(before);
            more.add(value);
            values.put(name, more);
        }
    }

    /** Refuses every parameter that is not known. */
    public void allowOnly(Collection<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw HttpFault.UNKNOWN_PARAMETER.at(
                        "parameter \"" + name + "\"", "is not known here", NearestName.mend(name, known));
            }
        }
    }

    public Set<String> names() {
        return values.keySet();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public Optional<String> one(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            throw HttpFault.GIVEN_TWICE.at(
                    "parameter \"" + name + "\"", "is given " + given.size() + " times", "give it once");
        }
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(0));
    }

    /** A whole number within bounds. */
    public int number(String name, int otherwise, int least, int most) {
        return (int) number(name, least, most).orElse(otherwise);
    }

    public OptionalLong number(String name, long least, long most) {
        return number(name, least, most, "use one of those");
    }

    /** The same, with what to do instead of what is refused. */
    public OptionalLong number(String name, long least, long most, String mend) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = PlainNumbers.parse(text.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw HttpFault.BAD_NUMBER.at(
                "parameter \"" + name + "\"",
                "\"" + text.get() + "\" is not a whole number from " + least + " to " + most,
                mend);
    }

    /** One of some words, the first of which is meant when none is given. */
    public String word(String name, String... words) {
        String word = one(name).orElse(words[0]);
        if (!List.of(words).contains(word)) {
            throw HttpFault.BAD_WORD.at(
                    "parameter \"" + name + "\"", "\"" + word + "\" is not known", "use " + String.join(" or ", words));
        }
        return word;
    }

    /** Words of a list, given repeatedly or with commas. */
    public List<String> list(String name) {
        List<String> words = new ArrayList<>();
        all(name).forEach(text -> words.addAll(List.of(text.split(",", -1))));
        Set<String> distinct = new LinkedHashSet<>(words);
        return List.copyOf(distinct);
    }
}
