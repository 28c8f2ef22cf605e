package io.tidemark.launcher.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.launcher.config.ConfigReference;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.model.Model;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation says is there, is there. */
class DocumentationTest {
    private static final Path ROOT = root();
    private static final Pattern COMMAND = Pattern.compile("(?m)^(?:    |.*\\| |`)(?:\\./)?tidemark ([a-z][^\\n`]*)");
    private static final Pattern CODE = Pattern.compile("TM-[A-Z]{3,4}-\\d{3}");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!http)([^)#]+)");
    private static final Pattern INLINE = Pattern.compile("`([a-z]+(?:\\.[a-z]+)+)(?:=[^`]*)?`");

    static Stream<String> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<String> pages = docs.filter(p -> p.toString().endsWith(".md"))
                    .map(p -> ROOT.relativize(p).toString())
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md"), pages.stream());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAreUnderstood(String page) throws IOException {
        COMMAND.matcher(read(page)).results().map(m -> m.group(1)).forEach(command -> {
            String[] words = command.split(" {2,}| \\|")[0].strip().split(" ");
            assertDoesNotThrow(() -> TidemarkCommand.commandLine().parseArgs(words), "tidemark " + command);
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void errorCodesAreInTheCode(String page) throws IOException {
        Set<String> known = codes();
        assertTrue(known.size() > 20, known::toString);
        List<String> unknown = CODE.matcher(read(page))
                .results()
                .map(MatchResult::group)
                .filter(code -> !known.contains(code))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyFaultOfADefinitionIsDescribed() throws IOException {
        String page = read("docs/definitions.md");
        List<String> silent = codes().stream()
                .filter(code -> (code.startsWith("TM-DEF-") || code.startsWith("TM-CODE-")) && !page.contains(code))
                .toList();
        assertEquals(List.of(), silent);
    }

    /** Of the threats each line names what holds it. */
    @Test
    void everyThreatHasATestThatIsThere() throws IOException {
        String page = read("docs/security.md");
        List<String> threats = page.substring(page.indexOf("## Threats"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| who") && !line.startsWith("| ---"))
                .toList();
        assertTrue(threats.size() > 15, threats::toString);
        Pattern named = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
        for (String threat : threats) {
            List<MatchResult> tests = named.matcher(threat).results().toList();
            assertFalse(tests.isEmpty(), threat);
            for (MatchResult test : tests) {
                assertTrue(isTest(test.group(1), test.group(2)), () -> "no such test: " + test.group());
            }
        }
    }

    private static boolean isTest(String type, String method) {
        try (Stream<Path> files = Files.find(ROOT, 20, (file, is) -> file.endsWith(type + ".java"))) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("void " + method + "(")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyErrorOfTheApiIsDescribed() throws IOException {
        String page = read("docs/http.md");
        List<String> silent = codes().stream()
                .filter(code -> code.startsWith("TM-HTTP-") && !page.contains(code))
                .toList();
        assertEquals(List.of(), silent);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(String page) throws IOException {
        Path directory = ROOT.resolve(page).getParent();
        LINK.matcher(read(page))
                .results()
                .map(m -> directory.resolve(m.group(1)))
                .forEach(target -> assertTrue(Files.exists(target), target::toString));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void configurationKeysAreKnown(String page) throws IOException {
        Set<String> known = Keys.all().stream().map(Key::name).collect(Collectors.toSet());
        Set<String> families = known.stream().map(DocumentationTest::family).collect(Collectors.toSet());
        Set<String> named = new TreeSet<>(properties(page));
        INLINE.matcher(read(page)).results().map(m -> m.group(1)).forEach(named::add);
        Keys.all(named).forEach(key -> known.add(key.name()));
        List<String> unknown = named.stream()
                .filter(name -> families.contains(family(name)) && !name.endsWith(".properties"))
                .filter(name -> !known.contains(name)
                        && Stream.of(Keys.KAFKA, Keys.ENGINE, Keys.FOLLOWER).noneMatch(name::startsWith))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void theReferenceIsWhatTheProgramPrints() throws IOException {
        assertEquals(
                ConfigReference.markdown(),
                read("docs/configuration.md"),
                "run: ./tidemark config --markdown > docs/configuration.md");
    }

    @Test
    void everyAggregatorIsDescribed() throws IOException {
        String page = read("docs/aggregators.md");
        Arrays.stream(Aggregators.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()))
                .forEach(m -> assertTrue(page.contains("`" + m.getName() + "("), m.getName() + " is not described"));
    }

    @Test
    void theDefinitionOfTheReadmeIsWithoutFaults(@TempDir Path directory) throws IOException {
        Path source = Files.writeString(
                directory.resolve("ShopModel.java"), blocks("README.md", "java").get(0));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        directory.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertEquals(0, compiled);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, DocumentationTest.class.getClassLoader())) {
            assertFalse(Model.load("shop.ShopModel", loader).aggregations().isEmpty());
        }
    }

    private static Set<String> properties(String page) throws IOException {
        Properties properties = new Properties();
        for (String block : blocks(page, "properties")) {
            properties.load(new StringReader(block));
        }
        return properties.stringPropertyNames();
    }

    private static List<String> blocks(String page, String language) throws IOException {
        return Pattern.compile("(?s)```" + language + "\\n(.*?)```")
                .matcher(read(page))
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    private static String family(String name) {
        return name.split("\\.")[0];
    }

    private static Set<String> codes() throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(
                            p -> p.toString().endsWith(".java") && p.toString().contains("/src/main/"))
                    .toList()) {
                CODE.matcher(Files.readString(file))
                        .results()
                        .map(MatchResult::group)
                        .forEach(codes::add);
            }
        }
        return codes;
    }

    private static String read(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("README.md")) ? here : here.getParent();
    }
}
