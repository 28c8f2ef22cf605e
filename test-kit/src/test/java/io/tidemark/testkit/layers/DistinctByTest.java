package io.tidemark.testkit.layers;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.sum;

import io.tidemark.model.DistinctBuilder;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Duplicates are left out alike by both layers, whatever is late, killed or computed again. */
class DistinctByTest {
    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

    enum Kind {
        VIEW,
        CLICK
    }

    record Click(Instant at, String user, int number, Kind kind, boolean isBot, LocalDate day, Instant sent) {}

    private static TidemarkModel clicks(
            Duration within, Function<io.tidemark.model.AggregationBuilder<Click>, DistinctBuilder<Click>> id) {
        return (ModelBuilder model) -> {
            var clicks = model.stream("clicks", Click.class).eventTime(Click::at);
            id.apply(model.aggregation("clicks").over(clicks))
                    .inOnePartition()
                    .within(within)
                    .where(click -> click.number() != 3)
                    .groupBy("kind", Click::kind)
                    .tile(Duration.ofSeconds(1))
                    .metric("clicks", count())
                    .metric("sum", sum(Click::number));
        };
    }

    private static List<Click> clicks(int count, int users, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Click> clicks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int user = random.nextInt(users);
            clicks.add(new Click(
                    START.plusMillis(random.nextInt(4_000)),
                    user == 0 ? null : user == 1 ? "é\u0000x" : "u" + user,
                    random.nextInt(5),
                    Kind.values()[random.nextInt(2)],
                    random.nextBoolean(),
                    LocalDate.EPOCH.plusDays(random.nextInt(2)),
                    START.plusNanos(random.nextInt(2))));
        }
        return clicks;
    }

    @Test
    void duplicatesWithinAShortTimeAreLeftOut() {
        LayersTester.of(clicks(Duration.ofMillis(1_500), a -> a.distinctBy(Click::user)), "clicks", Click.class)
                .events(clicks(120, 5, 1))
                .check(14);
    }

    @Test
    void soAreThoseThatNeverAreForgotten() {
        LayersTester.of(clicks(Duration.ofDays(1), a -> a.distinctBy(Click::user)), "clicks", Click.class)
                .events(clicks(100, 40, 2))
                .check(10);
    }

    @Test
    void anIdMayBeOfSeveralFieldsOfAllTypes() {
        LayersTester.of(
                        clicks(Duration.ofSeconds(5), a -> a.distinctBy(Click::user)
                                .and(Click::kind)
                                .and(Click::isBot)
                                .and(Click::day)
                                .and(Click::sent)
                                .and(click -> click.number() / 3)),
                        "clicks",
                        Click.class)
                .events(clicks(150, 3, 3))
                .check(10);
    }

    /** It ran on them all, whether or not anything came of them: also on those that a run only passes. */
    @Test
    void codeThatThrowsOnAFewOfManyDuplicatesIsNotStopped() {
        TidemarkModel throwing = model -> {
            var clicks = model.stream("clicks", Click.class).eventTime(Click::at);
            model.aggregation("clicks")
                    .over(clicks)
                    .distinctBy(click -> click.user().substring(0, 1))
                    .inOnePartition()
                    .within(Duration.ofDays(1))
                    .tile(Duration.ofSeconds(1))
                    .metric("clicks", count());
        };
        List<Click> clicks = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            String user = i % 3 == 0 ? null : "u";
            clicks.add(new Click(START.plusMillis(i), user, 1, Kind.VIEW, false, LocalDate.EPOCH, START));
        }
        LayersTester.of(throwing, "clicks", Click.class).events(clicks).check(4);
    }

    /** Also where the code throws on an id, or behind that on the record, which was seen all the same. */
    @Test
    void aRecordThatIsRefusedBehindItWasSeen() {
        TidemarkModel throwing = model -> {
            var clicks = model.stream("clicks", Click.class).eventTime(Click::at);
            model.aggregation("clicks")
                    .over(clicks)
                    .distinctBy(click -> click.user().substring(0, click.number() == 4 ? 99 : 2))
                    .inOnePartition()
                    .within(Duration.ofSeconds(2))
                    .whenMostFail(io.tidemark.usercode.WhenMostFail.QUARANTINE)
                    .tile(Duration.ofSeconds(1))
                    .metric("clicks", count())
                    .metric("inverse", sum(click -> 12 / click.number()));
        };
        LayersTester.of(throwing, "clicks", Click.class)
                .events(clicks(150, 5, 4))
                .check(10);
    }
}
