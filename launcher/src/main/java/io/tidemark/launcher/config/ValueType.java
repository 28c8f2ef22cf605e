package io.tidemark.launcher.config;

import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.event.value.PlainNumbers;
import io.tidemark.http.problem.NearestName;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a key's text becomes a value.
 *
 * @param says what is expected, with its unit: {@code a duration such as 500ms, 30s, 5m, 1h or 7d}
 * @param kind what may be done with its text
 */
public record ValueType<T>(String says, Parser<T> parser, Kind kind) {
    /** What may be done with a value's text. */
    public enum Kind {
        /** It may be shown, and {@code file:} before it names a file that it is in. */
        PLAIN,
        /** It may be shown, and says itself where something is: {@code file:} is part of it. */
        PLACE,
        /** It is shown to nobody; it may be in a file. */
        SECRET
    }

    ValueType(String says, Parser<T> parser) {
        this(says, parser, Kind.PLAIN);
    }

    /** Reads a value; an {@link IllegalArgumentException} says no more than what is wrong with it. */
    @FunctionalInterface
    public interface Parser<T> {
        /** @param base the directory that relative paths start from */
        T parse(String text, Path base);
    }

    public static final ValueType<String> TEXT = of("text", Function.identity());
    public static final ValueType<Duration> DURATION =
            of("a duration such as 500ms, 30s, 5m, 1h or 7d", ValueType::duration);
    public static final ValueType<Boolean> CLAIM = of("true or false", ValueType::claim);
    public static final ValueType<Path> PATH = new ValueType<>(
            "a path, relative to the file's own directory",
            (text, base) -> base.resolve(text).normalize(),
            Kind.PLACE);
    public static final ValueType<URI> LOCATION =
            new ValueType<>("a path, or a URI such as hdfs://namenode:8020/tidemark", ValueType::location, Kind.PLACE);
    public static final ValueType<URI> FILE_OR_ADDRESS =
            new ValueType<>("a path, or an address such as https://host/path", ValueType::location, Kind.PLACE);
    public static final ValueType<Secret> SECRET = new ValueType<>(
            "a secret, or file: and the path of a file with it", (text, base) -> secret(text), Kind.SECRET);
    public static final ValueType<List<URI>> ENDPOINTS = new ValueType<>(
            "addresses such as http://host:8081, with commas between",
            (text, base) -> items(text).map(ValueType::endpoint).toList());
    /** By what they have, and of each those that have it. */
    public static final ValueType<List<List<URI>>> PEERS = new ValueType<>(
            "addresses such as http://host:8082, with commas between ranges and | between the nodes of one",
            (text, base) -> items(text)
                    .map(of -> Stream.of(of.split("\\|"))
                            .map(String::strip)
                            .map(ValueType::endpoint)
                            .toList())
                    .toList());
    /** Where a process is reached, its port being known or not. */
    public static final ValueType<String> ADDRESS =
            of("a host name or address, and a port if it is another: host, host:8081, [::1]:8081", ValueType::address);

    /** Hosts as a browser names them: a port would never be one's. */
    public static final ValueType<Set<String>> HOSTS = new ValueType<>(
            "host names, with commas between, or *",
            (text, base) -> items(text).map(ValueType::host).collect(Collectors.toCollection(LinkedHashSet::new)));
    /** As a browser writes them. */
    public static final ValueType<Set<String>> ORIGINS = new ValueType<>(
            "origins such as https://dashboard.example.org, with commas between, or *",
            (text, base) -> items(text).map(ValueType::origin).collect(Collectors.toCollection(LinkedHashSet::new)));

    public static final ValueType<List<Path>> PATHS = new ValueType<>(
            "paths, relative to the file's own directory, with commas between",
            (text, base) -> items(text).map(p -> base.resolve(p).normalize()).toList(),
            Kind.PLACE);

    public static final ValueType<Set<String>> NAMES = of("names, with commas between", ValueType::names);

    public static final ValueType<String> CRON =
            of("five fields such as 5 * * * *, which is five minutes past every hour", ValueType::cron);

    public static final ValueType<ZoneId> ZONE = of("a time zone such as UTC or Europe/Amsterdam", ValueType::zone);

    /** Kafka's own form. */
    public static final ValueType<String> BROKERS =
            of("addresses such as host:9092, with commas between", ValueType::brokers);

    public static final ValueType<Long> SIZE =
            of("a size such as 512KiB, 64MiB or 2GiB, or for short 512k, 64m or 2g", ValueType::size);

    static <T> ValueType<T> of(String says, Function<String, T> parse) {
        return new ValueType<>(says, (text, base) -> parse.apply(text));
    }

    private static Secret secret(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return new Secret(text);
    }

    private static String brokers(String text) {
        List<String> addresses = items(text).toList();
        if (addresses.isEmpty()
                || !addresses.stream().allMatch(a -> BROKER.matcher(a).matches())) {
            throw new IllegalArgumentException("is no address");
        }
        return text;
    }

    /** A whole number from {@code least} to {@code most}, both included. */
    static ValueType<Integer> wholeNumber(int least, int most) {
        String says = most == Integer.MAX_VALUE
                ? "a whole number, at least " + least
                : "a whole number from " + least + " to " + most;
        return of(says, text -> {
            int number = number(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException("is out of range");
            }
            return number;
        });
    }

    /** One or more of an enum's names, in lower case, with commas between. */
    static <E extends Enum<E>> ValueType<Set<E>> someOf(Class<E> type) {
        return of("one or more of " + names(type), text -> {
            Set<E> chosen = EnumSet.noneOf(type);
            items(text).forEach(item -> chosen.add(constant(type, item)));
            if (chosen.isEmpty()) {
                throw new IllegalArgumentException("names none");
            }
            return chosen;
        });
    }

    /** Some of an enum's names, in the order in which they are written, or none. */
    static <E extends Enum<E>> ValueType<List<E>> listOf(Class<E> type) {
        return of(
                "none, one or more of " + names(type),
                text -> items(text).map(item -> constant(type, item)).distinct().toList());
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(ValueType::nameOf).collect(Collectors.joining(", "));
    }

    /** The same, or nothing for the empty text. */
    ValueType<Optional<T>> orNothing() {
        return new ValueType<>(
                says, (text, base) -> text.isBlank() ? Optional.empty() : Optional.of(parser.parse(text, base)), kind);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String item) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> nameOf(c).equals(item))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + item + "\" is none of them"));
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Stream<String> items(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(item -> !item.isEmpty());
    }

    private static int number(String text) {
        try {
            return Math.toIntExact(PlainNumbers.parse(text));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
    }

    private static boolean claim(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("is neither true nor false");
        }
        return text.equals("true");
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>(items(text).toList());
        if (names.isEmpty() && !text.isEmpty()) {
            throw new IllegalArgumentException("names none");
        }
        return names;
    }

    private static String cron(String text) {
        try {
            return RunTimes.cron(text, ZoneOffset.UTC).expression();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is no Unix cron expression that ever comes", e);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    NearestName.near(text, ZoneId.getAvailableZoneIds())
                            .map(nearest -> "is no time zone, as " + nearest + " is")
                            .orElse("is no time zone"),
                    e);
        }
    }

    private static URI location(String text, Path base) {
        boolean uri = text.matches("[a-z][a-z0-9+.-]+:/.*");
        return uri ? URI.create(text) : base.resolve(text).normalize().toUri();
    }

    private static URI endpoint(String text) {
        URI uri = URI.create(text);
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no host and port");
        }
        return uri;
    }

    private static String address(String text) {
        if (!ADDRESS_TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("is no address");
        }
        return text;
    }

    private static String host(String text) {
        if (!text.equals("*") && !HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no host name");
        }
        return text;
    }

    private static String origin(String text) {
        if (!text.equals("*") && !ORIGIN.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no origin");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static final Pattern HOST = Pattern.compile("[^\\s:/*]+|\\[[0-9a-fA-F:.%]+]");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^\\s/*]+");
    private static final Pattern ADDRESS_TEXT =
            Pattern.compile("(?:\\[[0-9a-fA-F:.%]+]|[A-Za-z0-9._-]+)(?::\\d{1,5})?");
    private static final Pattern BROKER =
            Pattern.compile("(?:\\w+://)?(?:\\[[0-9a-fA-F:.%]+]|[^\\s:/\\[\\]]+):\\d{1,5}");
    private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,9})(KiB|MiB|GiB|k|m|g)");

    private static long size(String text) {
        Matcher matcher = SIZE_TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a size");
        }
        int shift =
                switch (matcher.group(2)) {
                    case "KiB", "k" -> 10;
                    case "MiB", "m" -> 20;
                    default -> 30;
                };
        long amount = Long.parseLong(matcher.group(1));
        if (amount == 0) {
            throw new IllegalArgumentException("is no size at all");
        }
        return amount << shift;
    }

    /** In nanoseconds it fits into a long, and so does any time that it is added to. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** As it would be written: {@code 2d}. */
    public static String text(Duration duration) {
        for (Unit unit : UNITS) {
            if (duration.toMillis() % unit.length().toMillis() == 0) {
                return duration.toMillis() / unit.length().toMillis() + unit.name();
            }
        }
        return duration.toString();
    }

    private record Unit(String name, Duration length) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("d", Duration.ofDays(1)),
            new Unit("h", Duration.ofHours(1)),
            new Unit("m", Duration.ofMinutes(1)),
            new Unit("s", Duration.ofSeconds(1)),
            new Unit("ms", Duration.ofMillis(1)));

    private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private static Duration duration(String text) {
        Matcher matcher = DURATION_TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a duration");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        if (duration.isZero()) {
            throw new IllegalArgumentException("is no time at all");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("is longer than a hundred years");
        }
        return duration;
    }
}
