package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.testkit.Longest;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    /** A model's source with holes, compiled anew for each test, as a user would who changes a line. */
    private static final String SOURCE =
            """
            package user;
            import static io.tidemark.aggregator.Aggregators.*;
            import io.tidemark.function.*;
            import io.tidemark.model.*;
            import java.time.*;
            import java.util.*;
            public final class UserModel implements TidemarkModel {
              public record Call(Instant at, int seconds, String from, Kind kind) {
                boolean isLong() { return seconds > %LONG%; }
              }
              public enum Kind { LOCAL, ABROAD }
              static final Set<String> HOME = Set.of(%HOME%);
              private static boolean isDear(Call call) { return cents(call) > 100; }
              private static int cents(Call call) { return call.seconds() * %PRICE%; }
              private static int cost(Call call) {
                return switch (call.kind()) { %CASES% default -> 9; };
              }
              %MEMBERS%
              @Override public void define(ModelBuilder model) {
                int least = %LEAST%;
                %FIRST%
                var calls = model.stream("calls", Call.class).eventTime(Call::at);
                model.aggregation("by-from").over(calls)
                  .where(c -> c.seconds() >= least)
                  .groupBy("caller", Call::from)
                  .tile(Duration.ofHours(1))
                  .metric("calls", count())
                  .metric("long_calls", count(), Call::isLong)
                  .metric("dear_calls", count(), UserModel::isDear)
                  .metric("home_calls", count(), c -> HOME.contains(c.from()))
                  .metric("cost", sum(c -> cost(c)))
                  .metric("over", mean(c -> c.seconds() - %CONSTANT%));
              }
            }
            """;

    private static final List<String> HOLES = List.of(
            "LONG=60",
            "HOME=\"AMS\", \"RTM\", \"EIN\"",
            "PRICE=3",
            "LEAST=1",
            "CONSTANT=5",
            "MEMBERS=",
            "FIRST=",
            "CASES=case LOCAL -> 1; case ABROAD -> 2;");

    @TempDir
    Path directory;

    @Test
    void theSameSourceGivesTheSameFingerprint() throws Exception {
        String fingerprint = compiled();
        assertTrue(fingerprint.matches("[0-9a-f]{16}"));
        assertEquals(fingerprint, compiled());
    }

    @Test
    void codeThatMovesAboutChangesNothing() throws Exception {
        assertEquals(
                compiled(),
                compiled(
                        "MEMBERS=/* some\n\n lines */ static int unrelated(int x) { return Optional.of(x).map(y -> y + 1)"
                                + ".orElse(0); }",
                        "FIRST=Comparator<String> other = (a, b) -> a.compareTo(b); "
                                + "Condition<Call> aLambdaBefore = c -> c.seconds() == 77;"));
    }

    @Test
    void aConstantInALambdaChangesIt() throws Exception {
        assertNotEquals(compiled(), compiled("CONSTANT=6"));
    }

    @Test
    void aCapturedValueChangesIt() throws Exception {
        assertNotEquals(compiled(), compiled("LEAST=2"));
    }

    @Test
    void aMethodOfTheEventChangesIt() throws Exception {
        assertNotEquals(compiled(), compiled("LONG=61"));
    }

    @Test
    void aMethodThatAMethodCallsChangesIt() throws Exception {
        assertNotEquals(compiled(), compiled("PRICE=4"));
    }

    @Test
    void aConstantSetChangesItAndItsOrderDoesNot() throws Exception {
        assertNotEquals(compiled(), compiled("HOME=\"AMS\""));
        assertEquals(compiled(), compiled("HOME=\"EIN\", \"AMS\", \"RTM\""));
    }

    @Test
    void casesThatChangePlacesChangeIt() throws Exception {
        // The two switches have the same instructions: only the compiler's map from constants to cases differs.
        assertNotEquals(compiled(), compiled("CASES=case ABROAD -> 1; case LOCAL -> 2;"));
    }

    @Test
    void everyPartOfADefinitionIsInIt() {
        List<Consumer<AggregationBuilder<Flight>>> changes = List.of(
                a -> {},
                a -> a.where(f -> f.delay() > 0),
                a -> a.where(f -> f.delay() > 1),
                a -> a.where(f -> f.delay() > 0).where(f -> f.distance() > 0),
                a -> a.where(f -> f.distance() > 0).where(f -> f.delay() > 0),
                a -> a.groupBy("origin", Flight::origin),
                a -> a.groupBy("airport", Flight::origin),
                a -> a.groupBy("origin", Flight::destination),
                a -> a.metric("delay", sum(Flight::delay)),
                a -> a.metric("delay", mean(Flight::delay)),
                a -> a.metric("delay", mean(Flight::distance)),
                a -> a.metric("delay", quantile(Flight::delay, 0.5)),
                a -> a.metric("delay", quantile(Flight::delay, 0.95)),
                a -> a.metric("longest", new Longest<>(Flight::origin, 3)),
                a -> a.metric("longest", new Longest<>(Flight::origin, 4)),
                a -> a.tile(Duration.ofMinutes(30)),
                a -> a.sessions(Duration.ofMinutes(30)),
                a -> a.sessions(Duration.ofMinutes(20)),
                a -> a.sessions(Duration.ofMinutes(20)).metric("far", count(), f -> f.distance() > 0),
                a -> a.sessions(Duration.ofMinutes(20)).metric("far", count(), f -> f.distance() > 1),
                a -> a.sessions(Duration.ofMinutes(20)).metric("longest", new Longest<>(Flight::origin, 3)),
                a -> a.sessions(Duration.ofMinutes(20)).metric("longest", new Longest<>(Flight::origin, 4)),
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ofDays(1)),
                a -> a.distinctBy(Flight::origin).inOnePartition().within(Duration.ofDays(2)),
                a -> a.distinctBy(Flight::destination).inOnePartition().within(Duration.ofDays(1)),
                a -> a.distinctBy(Flight::origin)
                        .and(Flight::destination)
                        .inOnePartition()
                        .within(Duration.ofDays(1)),
                a -> a.version(2));
        Set<String> fingerprints = new HashSet<>();
        for (Consumer<AggregationBuilder<Flight>> change : changes) {
            assertTrue(fingerprints.add(fingerprint(change)), "two definitions have one fingerprint");
            assertEquals(fingerprint(change), fingerprint(change));
        }
    }

    @Test
    void whatDoesNotChangeTheResultIsNotInIt() {
        assertEquals(fingerprint(a -> {}), fingerprint(a -> a.allowedLateness(Duration.ofDays(1))
                .retention(Duration.ofDays(90))));
        // What is stored of a tile knows nothing of where a long session is cut.
        assertEquals(
                fingerprint(a -> a.sessions(Duration.ofMinutes(30))),
                fingerprint(a -> a.sessions(Duration.ofMinutes(30), Duration.ofHours(2))));
    }

    private static String fingerprint(Consumer<AggregationBuilder<Flight>> change) {
        TidemarkModel definition = model -> {
            var flights = model.stream("flights", Flight.class).eventTime(Flight::date);
            AggregationBuilder<Flight> aggregation = model.aggregation("a")
                    .over(flights)
                    .tile(Duration.ofHours(1))
                    .metric("flights", count());
            change.accept(aggregation);
        };
        return Model.of(definition).aggregations().get(0).fingerprint();
    }

    /** The fingerprint of the source with some holes filled otherwise, from a class loader of its own. */
    private String compiled(String... changes) throws Exception {
        String source = SOURCE;
        for (String hole : changes) {
            source = filled(source, hole);
        }
        for (String hole : HOLES) {
            source = filled(source, hole);
        }
        Path classes = Files.createTempDirectory(directory, "classes");
        compile(source, classes);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            return Model.load("user.UserModel", loader).aggregations().get(0).fingerprint();
        }
    }

    private static String filled(String source, String hole) {
        int equals = hole.indexOf('=');
        return source.replace("%" + hole.substring(0, equals) + "%", hole.substring(equals + 1));
    }

    private static void compile(String source, Path classes) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///user/UserModel.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
        String model =
                Model.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        options.addAll(List.of("-classpath", model));
        assertTrue(ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, options, null, List.of(file))
                .call());
    }
}
