package io.tidemark.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pairs of models, each compiled from its source: a change that can show in an answer gives another fingerprint, a change
 * that cannot gives the same; wherever in the user's classes it is, and whatever else changes with it.
 */
class FingerprintPairsTest {
    /** What each hole is filled with, and what it can be filled with otherwise so that an answer changes. */
    private static final Map<String, List<String>> MEANING = new TreeMap<>(Map.ofEntries(
            Map.entry("NAME", List.of("", "@Name(\"cents\")", "@Name(\"price\")")),
            Map.entry(
                    "CONSTRUCTOR",
                    List.of("", "public Sale { if (amount < 0) throw new IllegalArgumentException(); }")),
            Map.entry("CONSTRUCTOR_CALLS", List.of("1", "2")),
            Map.entry("ACCESSOR", List.of("shop", "shop.trim()")),
            Map.entry("BESIDE", List.of("", "@Key", "@Header(\"a\")", "@Header(\"b\")")),
            Map.entry("INNER_NAME", List.of("", "@Name(\"z\")")),
            Map.entry("INNER_CONSTRUCTOR", List.of("", "public Place { zip = zip.trim(); }")),
            Map.entry("INNER_TYPE", List.of("int", "long")),
            Map.entry(
                    "ENUM",
                    List.of("LOW(1), HIGH(2)", "LOW(1), HIGH(3)", "LOW(1), HIGH(2), NEW(3)", "HIGH(2), LOW(1)")),
            Map.entry("ENUM_METHOD", List.of("weight", "weight + 1")),
            Map.entry("TIME", List.of("s.at()", "s.at().plusMillis(1)")),
            Map.entry("FILTER", List.of("> 0", ">= 0")),
            Map.entry("GROUP", List.of("Texts.lower(s.shop())", "s.shop()")),
            Map.entry("FAR_HELPER", List.of("x * 3", "x * 4")),
            Map.entry("SUPER", List.of("x + 1", "x + 2")),
            Map.entry("DEFAULT", List.of("7", "8")),
            Map.entry("CAPTURED", List.of("s -> s.length() > 3", "s -> s.length() > 4")),
            Map.entry("CAPTURED_LIST", List.of("\"a\", \"b\"", "\"a\", \"c\"")),
            Map.entry("CONSTANT_SET", List.of("Set.of(\"x\")", "Set.of(\"y\")")),
            Map.entry("CONSTANT_FUNCTION", List.of("x -> x + 1", "x -> x + 2")),
            Map.entry("VARIABLE", List.of("5", "6")),
            Map.entry("FIELD", List.of("10", "11")),
            Map.entry("COMPARE", List.of("a.compareTo(b)", "b.compareTo(a)")),
            Map.entry("ANONYMOUS", List.of("x * 2", "x * 5")),
            Map.entry("ADD", List.of("+=", "-=")),
            Map.entry("RESULT", List.of("a.sum", "a.sum * 2")),
            Map.entry("WRITE", List.of("writeVarLong", "writeLong")),
            Map.entry("CELL", List.of("sum += x", "sum += 2 * x")),
            Map.entry("AGGREGATOR_FIELD", List.of("1", "2")),
            Map.entry("AGGREGATOR_SUPER", List.of("o", "o + 1")),
            Map.entry("FORMAT_CODE", List.of("','", "';'")),
            Map.entry("FORMAT_FIELD", List.of("1", "2")),
            Map.entry("FORMAT_NAME", List.of("own", "other")),
            Map.entry("CSV", List.of("','", "';'")),
            Map.entry("CSV_COLUMNS", List.of("\"at\", \"n\"", "\"n\", \"at\"")),
            Map.entry("CASE", List.of("case LOW -> 1; case HIGH -> 2;", "case HIGH -> 1; case LOW -> 2;"))));

    /** The same for what cannot show. */
    private static final Map<String, List<String>> NOTHING = new TreeMap<>(Map.ofEntries(
            Map.entry("LINES", List.of("", "\n\n/* a comment */\n\n")),
            Map.entry(
                    "MODEL_METHOD",
                    List.of("", "static int unrelated(int x) { return Optional.of(x).map(y -> y + 1).orElse(0); }")),
            Map.entry("EVENT_METHOD", List.of("", "String unrelated() { return shop + \"!\"; }")),
            // Of a format of ours its name stands for its code, and what is stored is what the log says.
            Map.entry(
                    "UNREAD_ACCESSOR",
                    List.of("", "@Override public List<Place> places() { return List.copyOf(places); }")),
            Map.entry("HELPER_METHOD", List.of("", "static int another(int x) { return x; }")),
            Map.entry("HELPER_CONSTANT", List.of("", "static final Object UNRELATED = new Object();")),
            Map.entry("AGGREGATOR_CLASS", List.of("", "static final class Unused { int a; }")),
            Map.entry("LAMBDA_BEFORE", List.of("", "Condition<Sale> before = s -> s.amount() == 77;")),
            Map.entry(
                    "ANONYMOUS_BEFORE",
                    List.of("", "Object o = new Object() { @Override public String toString() { return \"o\"; } };")),
            Map.entry(
                    "SWITCH_BEFORE",
                    List.of("", "static int other(Other o) { return switch (o) { case A -> 1; case B -> 2; }; }")),
            Map.entry("ORDER", List.of("%FIRST% %SECOND%", "%SECOND% %FIRST%"))));

    private static final Map<String, String> PARTS = Map.of(
            "FIRST", "static int three(int x) { return %FAR_HELPER%; }",
            "SECOND", "static int thrice(int x) { return three(x); }");

    private static final String MODEL =
            """
            package user;
            import static io.tidemark.aggregator.Aggregators.*;
            import io.tidemark.event.*;
            import io.tidemark.event.csv.*;
            import io.tidemark.event.head.*;
            import io.tidemark.event.json.*;
            import io.tidemark.function.*;
            import io.tidemark.model.*;
            import java.time.*;
            import java.util.*;
            import java.util.function.*;
            import user.help.*;
            public final class UserModel implements TidemarkModel {
              %LINES%
              enum Other { A, B }
              %SWITCH_BEFORE%
              public record Place(@IN_NAME% String zip, %INNER_TYPE% number) { %INNER_CONSTRUCTOR% }
              public record Sale(Instant at, %NAME% long amount, String shop, Level level, Place place, List<Place> places, %BESIDE% String id) {
                %CONSTRUCTOR%
                %EVENT_METHOD%
                %UNREAD_ACCESSOR%
                @Override public String shop() { return %ACCESSOR%; }
              }
              public record Row(Instant at, int n) {
                public Row { n = Texts.checked(n) + %CONSTRUCTOR_CALLS%; }
              }
              static int level(Level level) { return switch (level) { %CASE% default -> 9; }; }
              %MODEL_METHOD%
              @Override public void define(ModelBuilder model) {
                %LAMBDA_BEFORE%
                %ANONYMOUS_BEFORE%
                Predicate<String> captured = %CAPTURED%;
                List<String> list = List.of(%CAPTURED_LIST%);
                Doubler doubler = new Doubler() { @Override public int of(int x) { return %ANONYMOUS%; } };
                var sales = model.stream("sales", Sale.class).eventTime(s -> %TIME%);
                model.aggregation("sales").over(sales)
                  .where(s -> s.amount() %FILTER%)
                  .groupBy("shop", s -> %GROUP%)
                  .tile(Duration.ofHours(1))
                  .metric("n", count())
                  .metric("far", sum(s -> Texts.far((int) s.amount())))
                  .metric("super", sum(s -> new Sub().value((int) s.amount())))
                  .metric("captured", count(), s -> captured.test(s.shop()))
                  .metric("list", count(), s -> list.contains(s.shop()))
                  .metric("sets", count(), s -> Texts.KNOWN.contains(s.shop()))
                  .metric("fns", sum(s -> Texts.NEXT.applyAsInt((int) s.amount()) + Texts.variable))
                  .metric("sorted", count(), s -> { var l = new ArrayList<>(List.of(s.shop(), "m"));
                      l.sort(new Down()); return l.get(0).equals("m"); })
                  .metric("level", sum(s -> s.level().weight() + s.level().ordinal() + level(s.level())))
                  .metric("doubled", sum(s -> doubler.of((int) s.amount())))
                  .metric("own", new Own<Sale>(Sale::amount, %AGGREGATOR_FIELD%));
                model.aggregation("own").over(model.stream("rows", Row.class).format(new OwnFormat(%FORMAT_FIELD%))
                    .eventTime(Row::at)).allTime().metric("n", count());
                model.aggregation("csv").over(model.stream("csv", Row.class)
                    .format(new Csv(List.of(%CSV_COLUMNS%), %CSV%)).eventTime(Row::at)).allTime().metric("n", count());
              }
            }
            """
                    .replace("@IN_NAME%", "%INNER_NAME%");

    private static final String HELP =
            """
            package user.help;
            import io.tidemark.aggregator.*;
            import io.tidemark.codec.*;
            import io.tidemark.event.*;
            import io.tidemark.event.csv.*;
            import io.tidemark.event.json.*;
            import io.tidemark.function.*;
            import java.util.*;
            import java.util.function.*;
            public final class Texts {
              %HELPER_CONSTANT%
              public static final Set<String> KNOWN = %CONSTANT_SET%;
              public static final IntUnaryOperator NEXT = %CONSTANT_FUNCTION%;
              public static int variable = %VARIABLE%;
              public static String lower(String s) { return s.toLowerCase(Locale.ROOT); }
              public static int far(int x) { return thrice(x); }
              public static int checked(int x) { return x; }
              %ORDER%
              %HELPER_METHOD%
            }
            """;

    private static final Map<String, String> OTHERS = Map.of(
            "user/help/Level",
            """
            package user.help;
            public enum Level {
              %ENUM%;
              private final int weight;
              Level(int weight) { this.weight = weight; }
              public int weight() { return %ENUM_METHOD%; }
            }
            """,
            "user/help/Sub",
            """
            package user.help;
            public class Sub extends Base implements Seven {
              private final int field = %FIELD%;
              public int value(int x) { return raised(x) + seven() + field; }
            }
            class Base { int raised(int x) { return %SUPER%; } }
            interface Seven { default int seven() { return %DEFAULT%; } }
            """,
            "user/help/Doubler",
            "package user.help; public interface Doubler { int of(int x); }",
            "user/help/Down",
            """
            package user.help;
            public final class Down implements java.util.Comparator<String> {
              @Override public int compare(String a, String b) { return %COMPARE%; }
            }
            """,
            "user/help/OwnFormat",
            """
            package user.help;
            import io.tidemark.event.*;
            import io.tidemark.event.csv.*;
            import io.tidemark.event.json.*;
            import java.nio.charset.StandardCharsets;
            public final class OwnFormat implements EventFormat {
              private final int first;
              public OwnFormat(int first) { this.first = first; }
              @Override public String name() { return "%FORMAT_NAME%"; }
              @Override public <E> EventDecoder<E> decoder(Class<E> event) { return new Decoder<>(event); }
              private final class Decoder<E> implements EventDecoder<E> {
                private final Class<E> event;
                Decoder(Class<E> event) { this.event = event; }
                @Override public E decode(byte[] bytes, int offset, int length) throws DecodeException {
                  if (bytes[offset] == %FORMAT_CODE%) throw new DecodeException("no");
                  return null;
                }
              }
            }
            """,
            "user/help/Own",
            """
            package user.help;
            import io.tidemark.aggregator.*;
            import io.tidemark.codec.*;
            import io.tidemark.function.*;
            import java.util.*;
            public final class Own<E> extends OwnBase<E> {
              private final LongField<E> value;
              private final int factor;
              public Own(LongField<E> value, int factor) { this.value = value; this.factor = factor; }
              %AGGREGATOR_CLASS%
              @Override public Cell create() { return new Cell(); }
              @Override public void add(Cell a, E event, EventPosition at) { a.add(changed(value.applyAsLong(event) * factor)); }
              @Override public void merge(Cell a, Cell b) { a.sum %ADD% b.sum; }
              @Override public Long result(Cell a) { return %RESULT%; }
              @Override public void write(Cell a, ByteWriter out) { out.%WRITE%(a.sum); }
              @Override public Cell read(ByteReader in) { Cell c = new Cell(); c.sum = in.readVarLong(); return c; }
              @Override public ResultType resultType() { return ResultType.LONG; }
              @Override public String describe() { return "own"; }
              @Override public Set<Trait> traits() { return Set.of(Trait.EXACT); }
            }
            abstract class OwnBase<E> implements Aggregator<E, Cell, Long> {
              long changed(long o) { return %AGGREGATOR_SUPER%; }
            }
            final class Cell {
              long sum;
              void add(long x) { %CELL%; }
            }
            """);

    @TempDir
    Path directory;

    private Map<String, String> plain;
    private List<String> unchanged;

    @BeforeEach
    void compilePlain() throws Exception {
        plain = new TreeMap<>();
        MEANING.forEach((hole, fillings) -> plain.put(hole, fillings.get(0)));
        NOTHING.forEach((hole, fillings) -> plain.put(hole, fillings.get(0)));
        unchanged = compiled(plain);
    }

    @Test
    void whatCanShowInAnAnswerGivesAnotherFingerprint() throws Exception {
        List<String> missed = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : MEANING.entrySet()) {
            for (String otherwise : each.getValue().subList(1, each.getValue().size())) {
                Map<String, String> changed = new TreeMap<>(plain);
                changed.put(each.getKey(), otherwise);
                if (compiled(changed).equals(unchanged)) {
                    missed.add(each.getKey() + " -> " + otherwise);
                }
            }
        }
        assertEquals(List.of(), missed);
    }

    @Test
    void whatCannotShowGivesTheSame() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : NOTHING.entrySet()) {
            Map<String, String> changed = new TreeMap<>(plain);
            changed.put(each.getKey(), each.getValue().get(1));
            if (!compiled(changed).equals(unchanged)) {
                wrong.add(each.getKey());
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(unchanged, compiled(plain, "-g"));
        assertEquals(unchanged, compiled(plain, "-g:none"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void pairsThatDifferInMuchAreToldApartByWhatCanShow(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> moved = new TreeMap<>(plain);
        NOTHING.forEach((hole, fillings) -> moved.put(hole, fillings.get(random.nextInt(fillings.size()))));
        assertEquals(unchanged, compiled(moved), "seed " + seed);
        List<String> holes = List.copyOf(MEANING.keySet());
        String hole = holes.get(random.nextInt(holes.size()));
        moved.put(hole, MEANING.get(hole).get(1));
        assertNotEquals(unchanged, compiled(moved), "seed " + seed + ": " + hole);
    }

    @Test
    void theFingerprintIsMadeOfParts() throws Exception {
        Map<String, String> changed = new TreeMap<>(plain);
        changed.put("SUPER", MEANING.get("SUPER").get(1));
        FingerprintParts before = load(plain).aggregations().get(0).parts();
        FingerprintParts after = load(changed).aggregations().get(0).parts();
        assertEquals(before.base(), after.base());
        assertEquals(before.metrics().get("far"), after.metrics().get("far"));
        assertNotEquals(before.metrics().get("super"), after.metrics().get("super"));
        changed = new TreeMap<>(plain);
        changed.put("FILTER", MEANING.get("FILTER").get(1));
        after = load(changed).aggregations().get(0).parts();
        assertNotEquals(before.base(), after.base());
        assertEquals(before.metrics(), after.metrics());
    }

    private List<String> compiled(Map<String, String> holes, String... options) throws IOException {
        return load(holes, options).aggregations().stream()
                .map(AggregationDefinition::fingerprint)
                .toList();
    }

    private Model load(Map<String, String> holes, String... options) throws IOException {
        Path classes = Files.createTempDirectory(directory, "classes");
        List<JavaFileObject> files = new ArrayList<>();
        files.add(source("user/UserModel", filled(MODEL, holes)));
        files.add(source("user/help/Texts", filled(HELP, holes)));
        OTHERS.forEach((name, source) -> files.add(source(name, filled(source, holes))));
        String model =
                Model.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        List<String> all = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-classpath", model));
        all.addAll(List.of(options));
        assertTrue(ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, all, null, files)
                .call());
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            return Model.load("user.UserModel", loader);
        }
    }

    private static String filled(String source, Map<String, String> holes) {
        String filled = source;
        for (int i = 0; i < 3; i++) {
            for (Map.Entry<String, String> hole : holes.entrySet()) {
                filled = filled.replace("%" + hole.getKey() + "%", hole.getValue());
            }
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                filled = filled.replace("%" + part.getKey() + "%", part.getValue());
            }
        }
        return filled;
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
