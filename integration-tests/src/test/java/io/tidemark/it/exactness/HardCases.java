package io.tidemark.it.exactness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Records that have been known to break such systems, in the order in which they are sent. A function of the seed. */
final class HardCases {
    private static final Instant START = Instant.parse("2001-03-01T00:00:00Z");
    private static final int HOURS = 48;
    private static final String[] KINDS = {"warm", "cold", "", "größer", "a\"b\\c", "last"};

    private final SplittableRandom random;
    private final List<byte[]> records = new ArrayList<>();

    private HardCases(SplittableRandom random) {
        this.random = random;
    }

    /** @param wideGroups how many groups have one event each */
    static List<byte[]> of(SplittableRandom random, int wideGroups) {
        HardCases cases = new HardCases(random);
        for (int hour = 0; hour < HOURS; hour++) {
            cases.hour(hour, wideGroups / HOURS);
        }
        return cases.records;
    }

    private void hour(int hour, int wide) {
        boolean isEmpty = hour % 7 == 3;
        List<byte[]> these = new ArrayList<>();
        for (int i = 0; !isEmpty && i < 150; i++) {
            these.add(reading(inHour(hour), source()));
        }
        for (int i = 0; i < wide; i++) {
            these.add(reading(inHour(random.nextInt(hour + 1)), "wide-" + hour + "-" + i));
        }
        these.add(reading(START.minus(Duration.ofDays(11_000 + hour % 3)), "hot"));
        these.add(reading(Instant.parse("2099-12-31T23:59:59.999999Z"), "future"));
        these.add(reading(inHour(random.nextInt(hour + 1)), "late"));
        these.addAll(garbage());
        shuffle(these);
        records.addAll(these);
        if (hour % 5 == 4) {
            records.addAll(these);
        }
    }

    private Instant inHour(int hour) {
        return START.plusSeconds(3_600L * hour + random.nextInt(3_600));
    }

    /** Every other one is of the hot group. */
    private String source() {
        return random.nextInt(2) == 0 ? "hot" : "source-" + random.nextInt(20);
    }

    private byte[] reading(Instant at, String source) {
        long value = random.nextInt(50) == 0 ? Reading.UNLUCKY : random.nextLong(-1_000, 1_000);
        String kind = KINDS[random.nextInt(KINDS.length)].replace("\\", "\\\\").replace("\"", "\\\"");
        return ("{\"at\":\"" + at + "\",\"source\":\"" + source + "\",\"value\":" + value + ",\"kind\":\"" + kind
                        + "\"}")
                .getBytes(UTF_8);
    }

    private List<byte[]> garbage() {
        byte[] cut = reading(START, "cut");
        byte[] noise = new byte[16];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt(256);
        }
        return Arrays.asList(
                null,
                new byte[0],
                noise,
                Arrays.copyOf(cut, cut.length / 2),
                "{\"source\":\"no time\",\"value\":1,\"kind\":\"x\"}".getBytes(UTF_8),
                "{\"at\":\"yesterday\",\"source\":\"x\",\"value\":1,\"kind\":\"x\"}".getBytes(UTF_8),
                "{\"at\":\"2001-03-01T00:00:00Z\",\"source\":\"x\",\"value\":\"many\",\"kind\":\"x\"}".getBytes(UTF_8),
                "[1,2,3]".getBytes(UTF_8));
    }

    private void shuffle(List<byte[]> all) {
        for (int i = all.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte[] moved = all.set(i, all.get(j));
            all.set(j, moved);
        }
    }
}
