package io.tidemark.http.identity;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines {@code name:secret[:roles]} of a file of tokens or passwords; empty ones and those after {@code #} are none. */
final class SecretLines {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}:#\\s][^\\p{Cntrl}:]{0,199}");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private SecretLines() {}

    /** One name's line. */
    record Line<S>(S secret, Set<String> roles) {}

    /**
     * @param form the secret and, after it, the rest of a line: has two groups
     * @param parse makes a secret of its text; an {@link IllegalArgumentException} says what is wrong with it
     * @param mend what makes such a line
     */
    static <S> Map<String, Line<S>> read(
            String text, String place, Pattern form, Function<String, S> parse, String mend) {
        Map<String, Line<S>> lines = new TreeMap<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String here = place + ", line " + number;
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (!NAME.matcher(name).matches()) {
                throw new AccessFileException(here, "does not begin with a name and a colon", mend);
            }
            Line<S> read = line(line.substring(colon + 1).strip(), here, form, parse, mend);
            if (lines.put(name, read) != null) {
                throw new AccessFileException(here, "\"" + name + "\" is there twice", "keep one of the two");
            }
        }
        return lines;
    }

    private static <S> Line<S> line(String rest, String place, Pattern form, Function<String, S> parse, String mend) {
        Matcher matcher = form.matcher(rest);
        if (!matcher.matches()) {
            throw new AccessFileException(place, "what follows the name is not of the form asked for", mend);
        }
        try {
            return new Line<>(parse.apply(matcher.group(1)), roles(Optional.ofNullable(matcher.group(2)), place));
        } catch (IllegalArgumentException e) {
            throw new AccessFileException(place, e.getMessage(), mend);
        }
    }

    private static Set<String> roles(Optional<String> text, String place) {
        Set<String> roles = new LinkedHashSet<>();
        Arrays.stream(text.orElse("").split(","))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .forEach(roles::add);
        if (!roles.stream().allMatch(role -> ROLE.matcher(role).matches())) {
            throw new AccessFileException(
                    place,
                    "has a role of other signs than letters, digits, _, . and -",
                    "write read,operate or the like");
        }
        return roles;
    }
}
