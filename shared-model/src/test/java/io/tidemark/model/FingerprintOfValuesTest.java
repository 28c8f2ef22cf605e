package io.tidemark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user's functions hold and are given, of whatever class: it is part of the fingerprint, the same in every process. */
class FingerprintOfValuesTest {
    private static final String SOURCE =
            """
            package user;
            import static io.tidemark.aggregator.Aggregators.*;
            import io.tidemark.function.*;
            import io.tidemark.model.*;
            import java.text.*;
            import java.time.*;
            import java.time.format.*;
            import java.time.temporal.*;
            import java.util.*;
            import java.util.function.*;
            import java.util.stream.*;
            public final class UserModel implements TidemarkModel {
              public enum Kind { HERE, FAR; @Override public String toString() { return name() + %KIND%; } }
              public interface Named { String name(); }
              public record Place(String zip) implements Comparable<Place> {
                @Override public int compareTo(Place other) { return zip.compareTo(other.zip) * %COMPARE%; }
                @Override public boolean equals(Object o) { return o instanceof Place p && p.zip.length() == zip.length() + %EQUALS%; }
                @Override public int hashCode() { return 1; }
              }
              public record Call(Instant at, int seconds, String from, Kind kind, Place place, List<Place> places) implements Named {
                @Override public String name() { return from + %NAME%; }
                @Override public String toString() { return "call" + %TEXT%; }
              }
              static String nameOf(Named named) { return named.name(); }
              static int lengthOf(Call call) { return call.from().length(); }
              static final class Rates {
                private final DecimalFormat format = new DecimalFormat(%HELD%);
                String of(int number) { return format.format(number); }
              }
              %MEMBER%
              @Override public void define(ModelBuilder model) {
                %LOCAL%
                Rates rates = new Rates();
                model.aggregation("calls").over(model.stream("calls", Call.class).eventTime(Call::at))
                  .groupBy("x", c -> %GROUP%)
                  .groupBy("rate", c -> rates.of(c.seconds()))
                  .allTime()
                  .metric("calls", count());
              }
            }
            """;

    private static final String IN_ZONE = "DateTimeFormatter.ISO_DATE.withZone(ZoneId.of(\"Europe/%\"));";

    @TempDir
    Path directory;

    /**
     * Two models that differ in one place.
     *
     * @param member of the model's class
     * @param local in {@code define}
     * @param group what it groups by; each of the three may hold a %
     * @param one what stands there
     * @param other what stands there in the second
     */
    record Pair(String member, String local, String group, String one, String other) {
        Pair(String local, String group, String one, String other) {
            this("", local, group, one, other);
        }
    }

    static List<Pair> pairs() {
        return List.of(
                // What the compiler's numbers of classes look like.
                new Pair("", "c.from().replaceAll(\"(.*)-(.*)\", \"$%\")", "1", "2"),
                new Pair("", "c.from().equals(\"US$%\") ? \"a\" : \"b\"", "100", "200"),
                new Pair("static final Set<String> S = Set.of(\"a$%\");", "", "S.contains(c.from()) + \"\"", "1", "2"),
                new Pair("String s = \"a$%\";", "c.from() + s", "1", "2"),
                // What ends a text.
                new Pair(
                        "List<String> l = List.of(%);",
                        "l.get(0)", "\"a\\\", java.lang.String \\\"b\"", "\"a\", \"b\""),
                // Of which what is printed is not all.
                new Pair("static final DateTimeFormatter F = " + IN_ZONE, "", "F.format(c.at())", "Paris", "London"),
                new Pair("var f = " + IN_ZONE, "f.format(c.at())", "Paris", "London"),
                new Pair(
                        "var f = DateTimeFormatter.ofPattern(\"EEE\", Locale.%).withZone(ZoneOffset.UTC);",
                        "f.format(c.at())", "US", "FRANCE"),
                new Pair(
                        "var f = new DateTimeFormatterBuilder().appendText(ChronoField.DAY_OF_WEEK, Map.of(1L, \"%\"))"
                                + ".parseDefaulting(ChronoField.HOUR_OF_DAY, 0).toFormatter();",
                        "f.format(c.at().atOffset(ZoneOffset.UTC))", "a", "b"),
                new Pair(
                        "static final TemporalAdjuster T = TemporalAdjusters.next(DayOfWeek.%);",
                        "", "LocalDate.EPOCH.with(T).toString()", "MONDAY", "FRIDAY"),
                new Pair(
                        "var t = TemporalAdjusters.next(DayOfWeek.%);",
                        "LocalDate.EPOCH.with(t).toString()", "MONDAY", "FRIDAY"),
                new Pair("var d = new DecimalFormat(\"0.%\");", "d.format(c.seconds())", "0", "00"),
                // What the JDK makes of functions.
                new Pair("var o = Comparator.comparing(Call::%);", "o.compare(c, c) + \"\"", "from", "seconds"),
                new Pair(
                        "var o = Collections.reverseOrder(Comparator.comparing(Call::%));",
                        "o.compare(c, c) + \"\"", "from", "seconds"),
                new Pair(
                        "static final Comparator<Call> O = Comparator.comparing(Call::%);",
                        "", "O.compare(c, c) + \"\"", "from", "seconds"),
                new Pair(
                        "Predicate<String> p = s -> s.equals(\"%\"); var n = p.negate();",
                        "n.test(c.from()) + \"\"", "a", "b"),
                new Pair(
                        "Function<Call, String> f = Call::from; var g = f.andThen(s -> s + %);",
                        "g.apply(c)", "1", "2"),
                new Pair(
                        "static Field<Call, String> by(Comparator<Call> o) { return c -> o.compare(c, c) + \"\"; }",
                        "var f = by(Comparator.comparing(Call::%));",
                        "f.apply(c)",
                        "from",
                        "seconds"),
                // What a function has captured that is no field of ours.
                new Pair("int n = %; IntPredicate p = x -> x > n;", "p.test(c.seconds()) + \"\"", "3", "4"),
                new Pair(
                        "int n = %; IntPredicate p = x -> x > n; IntPredicate q = x -> !p.test(x);",
                        "q.test(c.seconds()) + \"\"", "3", "4"),
                new Pair(
                        "private final DecimalFormat d = new DecimalFormat(\"0.%\");"
                                + " String s(Call c) { return d.format(c.seconds()); }",
                        "", "s(c)", "0", "00"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatIsHeldOrGivenIsPartOfIt(Pair pair) throws Exception {
        String one = compiled(pair, pair.one());
        assertEquals(one, compiled(pair, pair.one()));
        assertNotEquals(one, compiled(pair, pair.other()));
    }

    @Test
    void whatAnObjectMakesForItselfIsPartOfItAndTheCodeAroundIsNot() throws Exception {
        String before = compiled("", "", "c.from()", "\"0.0\"");
        assertNotEquals(before, compiled("", "", "c.from()", "\"0.00\""));
        assertEquals(
                before, compiled("static int unrelated() { return 1; }", "int unrelated = 7;", "c.from()", "\"0.0\""));
    }

    /** By hole, what goes through code that does not know the class, and what does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KIND | '' + c.kind() | c.kind().name() + c.kind().ordinal()",
                "KIND | String.valueOf(c.kind()) | c.kind() == Kind.FAR ? c.from() : c.place().zip()",
                "KIND | Optional.of(c).map(Call::kind).map(Object::toString).get() | c.from()",
                "COMPARE | c.places().stream().sorted().toList().get(0).zip() |",
                "COMPARE | new TreeSet<>(List.of(c.place(), new Place('x'))).first().zip() |",
                "EQUALS | List.of(new Place('x')).indexOf(c.place()) + '' |",
                "NAME | nameOf(c) | c.from()",
                "NAME | Stream.of(c).map(Named::name).findAny().get() | lengthOf(c) + ''",
                "TEXT | '' + c | c.from() + c.kind() + lengthOf(c)",
                "TEXT | Objects.toString(c) | c.place().zip()",
            })
    void codeThatDoesNotKnowTheClassOfWhatItIsHandedMayCallWhatTheClassOverrides(
            String hole, String handedOn, String kept) throws Exception {
        assertNotEquals(filled(handedOn, hole, "1"), filled(handedOn, hole, "2"));
        if (kept != null) {
            assertEquals(filled(kept, hole, "1"), filled(kept, hole, "2"));
        }
    }

    private String filled(String group, String hole, String filling) throws Exception {
        return fingerprint(
                SOURCE.replace("%" + hole + "%", filling), List.of("", "", group.replace('\'', '"'), "\"0.0\""));
    }

    @Test
    void aLoggerThatIsCapturedBringsNothingWithIt() throws Exception {
        String logger = "System.Logger log = System.getLogger(\"user\");";
        String group = "log.isLoggable(System.Logger.Level.INFO) ? c.from() : \"\"";
        assertEquals(compiled("", logger, group), compiled("", logger + " int unrelated = 7;", group));
    }

    private String compiled(Pair pair, String filling) throws Exception {
        return compiled(
                pair.member().replace("%", filling),
                pair.local().replace("%", filling),
                pair.group().replace("%", filling));
    }

    private String compiled(String member, String local, String group) throws Exception {
        return compiled(member, local, group, "\"0.0\"");
    }

    private String compiled(String member, String local, String group, String held) throws Exception {
        return fingerprint(SOURCE, List.of(member, local, group, held));
    }

    private String fingerprint(String model, List<String> parts) throws Exception {
        String source = model.replace("%MEMBER%", parts.get(0))
                .replace("%LOCAL%", parts.get(1))
                .replace("%GROUP%", parts.get(2))
                .replace("%HELD%", parts.get(3))
                .replaceAll("%[A-Z]+%", "1");
        Path classes = Files.createTempDirectory(directory, "classes");
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///user/UserModel.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String library =
                Model.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        List<String> options = List.of("-d", classes.toString(), "-proc:none", "-classpath", library);
        assertTrue(
                ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, List.of(file))
                        .call(),
                source);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            return Model.load("user.UserModel", loader).aggregations().get(0).fingerprint();
        }
    }
}
