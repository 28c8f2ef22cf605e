package io.tidemark.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.UnfitStorageException;
import io.tidemark.launcher.config.ConfigFile;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
    @TempDir
    Path directory;

    /** Faulty in two places. */
    public static final class FaultyModel implements TidemarkModel {
        /** An event without anything. */
        public record Empty(long at) {}

        @Override
        public void define(ModelBuilder model) {
            var stream = model.stream("empty", Empty.class).eventTimeMillis(Empty::at);
            model.aggregation("a").over(stream).tile(Duration.ofMinutes(7)).metric("n", Aggregators.count());
            model.aggregation("B").over(stream).tile(Duration.ofMinutes(5)).metric("n", Aggregators.count());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        Outcome help = Outcome.of((command + " --help").strip().split(" "));
        assertEquals(0, help.exitCode(), help.err());
        assertTrue(help.out().startsWith("Usage: tidemark"), help.out());
        assertTrue(help.out().contains("--help"), help.out());
    }

    static Stream<String> commands() {
        return names(TidemarkCommand.commandLine(), "");
    }

    private static Stream<String> names(CommandLine line, String path) {
        return Stream.concat(
                Stream.of(path.strip()),
                line.getSubcommands().entrySet().stream().flatMap(s -> names(s.getValue(), path + " " + s.getKey())));
    }

    @Test
    void aWrongCommandLineIsExitCodeTwo() {
        assertEquals(2, Outcome.of().exitCode());
        assertEquals(2, Outcome.of("modle").exitCode());
        assertTrue(
                Outcome.of("modle").err().contains("Did you mean"),
                Outcome.of("modle").err());
        assertEquals(2, Outcome.of("model").exitCode());
    }

    @Test
    void aNumberOfAnyOptionIsOfPlainDigits() {
        Set<Class<?>> numbers = Set.of(int.class, Integer.class, long.class, Long.class);
        List<String> tried = new ArrayList<>();
        for (String command : commands().toList()) {
            CommandLine line = TidemarkCommand.commandLine();
            for (String name : command.split(" ")) {
                line = name.isEmpty() ? line : line.getSubcommands().get(name);
            }
            for (OptionSpec option : line.getCommandSpec().options()) {
                List<Class<?>> types = List.of(option.typeInfo().getAuxiliaryTypes());
                if (numbers.contains(option.type()) || types.stream().anyMatch(numbers::contains)) {
                    String given = command + " " + option.longestName() + "=" + (option.isMultiValue() ? "a=" : "");
                    for (String value : List.of("\u0663", "\uff13", "0x3", "3 ", "99999999999999999999")) {
                        List<String> words = new ArrayList<>(List.of((given + value).split(" ")));
                        words.set(words.size() - 1, words.get(words.size() - 1) + (value.endsWith(" ") ? " " : ""));
                        Outcome outcome = Outcome.of(words.toArray(String[]::new));
                        assertEquals(2, outcome.exitCode(), given + value);
                        assertTrue(outcome.err().contains("is no whole number; write digits"), outcome.err());
                    }
                    tried.add(given);
                }
            }
        }
        assertTrue(
                tried.toString().contains("demo --port=") && tried.toString().contains("broker --topic=a="),
                tried::toString);
    }

    @Test
    void allFaultsOfAModelAreListedAndTheExitCodeIsTwo() {
        Outcome outcome = Outcome.of("model", "--class", FaultyModel.class.getName());
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.err().contains("TM-DEF-014 aggregation \"a\", tile: PT7M"), outcome.err());
        assertTrue(outcome.err().contains("TM-DEF-010 aggregation \"B\", name"), outcome.err());
        assertTrue(!outcome.err().contains("\tat "), outcome.err());
    }

    /** Its class path lacks a class. */
    public static final class ModelWithoutAClass implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            throw new NoClassDefFoundError("shop/Prices");
        }
    }

    @Test
    void aClassThatAModelLacksIsNamed() {
        Outcome outcome = Outcome.of("model", "--class", ModelWithoutAClass.class.getName());
        assertTrue(
                outcome.err()
                        .contains("define needs what cannot be loaded: there is no class shop.Prices; "
                                + "add the jar that has it to model.jar"),
                outcome.err());
    }

    @Test
    void theListOfCommandsHasWholeSentences() {
        String help = Outcome.of("--help").out();
        assertTrue(help.contains("doctor") && help.contains("reset"), help);
        TidemarkCommand.commandLine().getSubcommands().values().forEach(command -> {
            String first = command.getCommandSpec().usageMessage().description()[0];
            assertTrue(first.endsWith("."), first);
        });
    }

    @Test
    void aTimeIsWrittenAsTheApiTakesIt() {
        for (String time : List.of("2026-11-26", "2026-11-26T08:00:00+01:00", "-PT6H")) {
            Outcome asked = Outcome.of("batch", "recompute", "--from=" + time, "--url", "http://127.0.0.1:1");
            assertTrue(asked.err().startsWith("TM-CLI-001"), asked.err());
        }
        Outcome refused = Outcome.of("batch", "recompute", "--from", "yesterday");
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("\"yesterday\" is not a time; use 2001-01-31T08:00:00Z"), refused.err());
        assertTrue(!refused.err().contains("java."), refused.err());
        Outcome empty = Outcome.of("batch", "recompute", "--from", "2026-11-28", "--to", "2026-11-27");
        assertEquals(2, empty.exitCode());
        assertTrue(empty.err().contains("--from is after --to"), empty.err());
    }

    @Test
    void aDateIsADayInTheZone() {
        // In UTC the day begins before noon, and thirteen hours west of it after.
        String[] day = {
            "batch", "recompute", "--from=2026-11-26T12:00:00Z", "--to=2026-11-26", "--url=http://127.0.0.1:1"
        };
        assertTrue(Outcome.of(day).err().contains("--from is after --to"));
        String[] zoned = Arrays.copyOf(day, day.length + 1);
        zoned[day.length] = "--zone=-13:00";
        assertTrue(
                Outcome.of(zoned).err().startsWith("TM-CLI-001"),
                Outcome.of(zoned).err());
        zoned[day.length] = "--zone=Mars/X";
        assertEquals(2, Outcome.of(zoned).exitCode());
        assertTrue(
                Outcome.of(zoned).err().contains("\"Mars/X\" is not one"),
                Outcome.of(zoned).err());
    }

    /** A node that finds in its environment what was meant for the commands that ask it starts all the same. */
    @Test
    void whatHelpSaysOfTheEnvironmentIsNoUnknownKey() throws IOException {
        Path config = Files.writeString(
                directory.resolve("tidemark.properties"), "model.class=io.tidemark.examples.flights.FlightModel\n");
        Map<String, String> environment = commands()
                .map(command -> Outcome.of((command + " --help").strip().split(" ")))
                .flatMap(help ->
                        Pattern.compile("TIDEMARK_[A-Z]+").matcher(help.out()).results())
                .collect(Collectors.toMap(MatchResult::group, found -> "x", (one, other) -> one));
        assertTrue(environment.containsKey("TIDEMARK_CA"), environment::toString);
        ConfigFile.read(config, environment, Map.of());
    }

    @Test
    void whatIsNoAddressOfKafkaIsNamed() {
        Outcome outcome = Outcome.of("send", "orders", "--kafka", "127.0.0.1");
        assertEquals(1, outcome.exitCode());
        assertTrue(
                outcome.err().startsWith("TM-CLI-004 topic \"orders\" at 127.0.0.1: Invalid url in bootstrap.servers"),
                outcome.err());
    }

    @Test
    void aModelIsPrinted() throws IOException {
        Path config = Files.writeString(
                directory.resolve("tidemark.properties"), "model.class=io.tidemark.examples.flights.FlightModel\n");
        Outcome outcome = Outcome.of("model", "--config", config.toString());
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("delays-by-origin over flights"), outcome.out());
        Outcome json = Outcome.of("model", "--config", config.toString(), "--json");
        assertTrue(json.out().contains("\"name\" : \"delays-by-origin\""), json.out());
    }

    @Test
    void aMissingJarIsNamed() {
        Outcome outcome = Outcome.of("model", "--class", "shop.Orders", "--jar", "absent.jar");
        assertEquals(2, outcome.exitCode());
        assertEquals(
                "TM-CFG-007 model jar absent.jar: is not there, or cannot be read; build it, or mend the path\n",
                outcome.err());
    }

    @Test
    void storageThatCouldNeverDoIsExitCodeTwo() {
        UnfitStorageException unfit = assertThrows(
                UnfitStorageException.class, () -> Storage.at("s3a://bucket/root", new Configuration(false)));
        StringWriter err = new StringWriter();
        CommandLine line = TidemarkCommand.commandLine().setErr(new PrintWriter(err));
        assertEquals(2, Failure.report(unfit, line, false));
        assertTrue(err.toString().startsWith("TM-STO-003 s3a://bucket/root: "), err::toString);
    }

    @Test
    void whereItFailedIsShownOnlyWhenAsked() {
        Outcome outcome = Outcome.of("model", "--class", "shop.Orders", "--jar", "absent.jar", "--verbose");
        assertTrue(outcome.err().contains("\tat "), outcome.err());
    }
}
