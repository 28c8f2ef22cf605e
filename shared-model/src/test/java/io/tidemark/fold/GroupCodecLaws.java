package io.tidemark.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key gives its values back, and keys sort as their values do. */
class GroupCodecLaws {
    private static final List<GroupType> TYPES = List.of(GroupType.values());
    private static final int[] CODE_POINTS = {0, 1, 'a', 'b', 0x7f, 0x80, 0xff, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyKeyGivesItsValuesBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            List<GroupType> types = types(random);
            GroupCodec codec = codec(types);
            List<Object> values = values(types, random);
            assertEquals(values, codec.values(codec.key(values)), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void keysSortAsTheirValuesDo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            List<GroupType> types = types(random);
            GroupCodec codec = codec(types);
            List<Object> a = values(types, random);
            List<Object> b = values(types, random);
            if (random.nextBoolean()) {
                b.set(0, a.get(0));
            }
            int expected = compare(a, b);
            int actual = codec.key(a).compareTo(codec.key(b));
            assertEquals(Integer.signum(expected), Integer.signum(actual), a + " and " + b + ", seed " + seed);
            assertEquals(expected == 0, codec.key(a).equals(codec.key(b)));
        }
    }

    @Test
    void textThatIsAPrefixComesFirstWhateverFollows() {
        GroupCodec codec = codec(List.of(GroupType.STRING, GroupType.STRING));
        List<GroupKey> ascending = List.of(
                codec.key(Arrays.asList(null, "z")),
                codec.key(List.of("", "z")),
                codec.key(Arrays.asList("a", null)),
                codec.key(List.of("a", "\uffff")),
                codec.key(List.of("a\u0000", "")),
                codec.key(List.of("a\u0000b", "")),
                codec.key(List.of("a\u0001", "")));
        assertEquals(ascending, ascending.stream().sorted().toList());
    }

    @Test
    void theNumberOfValuesIsChecked() {
        assertEquals(
                "1 values for 2 group fields",
                assertThrows(IllegalArgumentException.class, () -> codec(List.of(GroupType.LONG, GroupType.LONG))
                                .key(List.of(1L)))
                        .getMessage());
    }

    private static GroupCodec codec(List<GroupType> types) {
        return new GroupCodec(types.stream()
                .map(type -> new GroupField<Object>("field", e -> e, type))
                .toList());
    }

    private static List<GroupType> types(SplittableRandom random) {
        List<GroupType> types = new ArrayList<>();
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            types.add(TYPES.get(random.nextInt(TYPES.size())));
        }
        return types;
    }

    private static List<Object> values(List<GroupType> types, SplittableRandom random) {
        List<Object> values = new ArrayList<>();
        types.forEach(type -> values.add(random.nextInt(6) == 0 ? null : value(type, random)));
        return values;
    }

    private static Object value(GroupType type, SplittableRandom random) {
        return switch (type) {
            case STRING, ENUM -> text(random);
            case LONG -> number(random);
            case BOOLEAN -> random.nextBoolean();
            case INSTANT ->
                Instant.EPOCH.plusNanos(1_000 * random.nextLong(-5, 5)).plusSeconds(number(random) >> 32);
            case DATE -> LocalDate.ofEpochDay(random.nextInt(-1_000, 1_000));
        };
    }

    private static long number(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MIN_VALUE + random.nextInt(2);
            case 2 -> Long.MAX_VALUE - random.nextInt(2);
            default -> random.nextLong(-2, 3);
        };
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(5);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
        }
        return text.toString();
    }

    private static int compare(List<Object> a, List<Object> b) {
        for (int i = 0; i < a.size(); i++) {
            int compared = compare(a.get(i), b.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        return a instanceof String text
                ? Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8))
                : ((Comparable<Object>) a).compareTo(b);
    }
}
