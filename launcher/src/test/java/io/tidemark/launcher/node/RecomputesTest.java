package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.model.Model;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecomputesTest {
    /** Two aggregations, one of which keeps its tiles. */
    public static final class Visits implements TidemarkModel {
        /** A visit. */
        public record Visit(Instant at) {}

        @Override
        public void define(ModelBuilder model) {
            var visits = model.stream("visits", Visit.class).eventTime(Visit::at);
            model.aggregation("by-hour")
                    .over(visits)
                    .tile(Duration.ofHours(1))
                    .retention(Duration.ofDays(30))
                    .metric("n", Aggregators.count());
            model.aggregation("by-day").over(visits).tile(Duration.ofDays(1)).metric("n", Aggregators.count());
        }
    }

    private static Config config(String text) throws Exception {
        Properties written = new Properties();
        written.load(new java.io.StringReader(text));
        TreeMap<String, String> map = new TreeMap<>();
        written.forEach((key, value) -> map.put((String) key, (String) value));
        return Config.of(map, "test", Path.of("/"));
    }

    private static List<String> faults(String text) {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Recomputes.require(config(text), Model.of(new Visits())));
        return refused.faults().stream().map(Fault::toString).toList();
    }

    @Test
    void oneScheduleNeedsNoName() throws Exception {
        RecomputeSchedule schedule = Recomputes.of(
                        config("recompute.cron=30 2 * * *\nrecompute.last=2d\nrecompute.zone=Europe/Amsterdam\n"))
                .get(0);
        assertEquals("recompute", schedule.name());
        assertEquals("30 2 * * *", schedule.times().expression());
        assertEquals(ZoneId.of("Europe/Amsterdam"), schedule.times().zone());
        assertEquals(Duration.ofDays(2), schedule.last());
        assertEquals(Set.of(), schedule.aggregations());
    }

    @Test
    void severalHaveNames() throws Exception {
        List<RecomputeSchedule> schedules = Recomputes.of(
                config(
                        """
                recompute.cron=30 2 * * *
                recompute.last=2d
                recompute.week-end.cron=0 4 * * SUN
                recompute.week-end.last=30d
                recompute.week-end.aggregations=by-day, by-hour
                """));
        assertEquals(
                List.of("recompute", "week-end"),
                schedules.stream().map(RecomputeSchedule::name).toList());
        assertEquals(Set.of("by-day", "by-hour"), schedules.get(1).aggregations());
        assertEquals(ZoneId.of("UTC"), schedules.get(1).times().zone());
    }

    @Test
    void withoutAnyKeyNothingIsRecomputed() throws Exception {
        assertEquals(List.of(), Recomputes.of(config("")));
    }

    @Test
    void aPartThatIsMissingIsNamed() {
        assertEquals(
                List.of("TM-CFG-003 test, key recompute.last: is not given, as other settings of this schedule are; "
                        + "write recompute.last=… (a duration such as 500ms, 30s, 5m, 1h or 7d)"),
                faults("recompute.cron=30 2 * * *\n"));
        assertEquals(
                List.of(
                        "TM-CFG-003 test, key recompute.weekly.cron: is not given, as other settings of this schedule are; "
                                + "write recompute.weekly.cron=… (five fields such as 5 * * * *, which is five minutes past every hour)"),
                faults("recompute.weekly.last=7d\n"));
    }

    @Test
    void whatCannotBeMeantIsRefusedWithAMend() {
        String cron = "five fields such as 5 * * * *, which is five minutes past every hour";
        assertEquals(
                List.of(
                        "TM-CFG-001 test, key recompute.weekly.crom: is not known; did you mean recompute.weekly.cron?",
                        "TM-CFG-002 test, key recompute.cron: \"0 0 30 2 *\" is no Unix cron expression that ever comes; write "
                                + cron,
                        "TM-CFG-002 test, key recompute.last: \"2 days\" is not a duration; "
                                + "write a duration such as 500ms, 30s, 5m, 1h or 7d",
                        "TM-CFG-002 test, key recompute.zone: \"Europe/Amsterdan\" is no time zone, as Europe/Amsterdam is; write a time zone such as UTC or Europe/Amsterdam",
                        "TM-CFG-002 test, key recompute.weekly.cron: \"every week\" is no Unix cron expression that ever comes; write "
                                + cron),
                faults(
                        """
                        recompute.cron=0 0 30 2 *
                        recompute.last=2 days
                        recompute.zone=Europe/Amsterdan
                        recompute.weekly.crom=x
                        recompute.weekly.cron=every week
                        """));
        assertEquals(
                List.of("TM-CFG-001 test, key recompute.recompute.cron: is not known; did you mean recompute.cron?"),
                faults("recompute.recompute.cron=5 * * * *\n"));
    }

    @Test
    void aRangeThatNothingCanBeInIsRefused() {
        assertEquals(
                List.of("TM-CFG-002 test, key recompute.last: 10m is shorter than batch.interval, 1h: "
                        + "so far back nothing is in a batch view yet; let it be longer"),
                faults("recompute.cron=5 * * * *\nrecompute.last=10m\n"));
        assertEquals(
                List.of("TM-CFG-002 test, key recompute.last: 40d is longer than any of its aggregations keeps tiles, "
                        + "which is 30d; let it be no longer than that"),
                faults("recompute.cron=5 * * * *\nrecompute.last=40d\nrecompute.aggregations=by-hour\n"));
    }

    @Test
    void whatIsNearNothingNamesNothing() {
        assertEquals(
                List.of(
                        "TM-CFG-002 test, key recompute.aggregations: \",  ,\" names none; write names, with commas between",
                        "TM-CFG-002 test, key recompute.zone: \"Mars/Olympus Mons\" is no time zone; "
                                + "write a time zone such as UTC or Europe/Amsterdam"),
                faults("recompute.cron=5 * * * *\nrecompute.last=4d\nrecompute.aggregations=,  ,\n"
                        + "recompute.zone=Mars/Olympus Mons\n"));
    }

    @Test
    void anAggregationThatOthersKeepLongerIsNoFault() throws Exception {
        Recomputes.require(config("recompute.cron=5 * * * *\nrecompute.last=40d\n"), Model.of(new Visits()));
    }

    @Test
    void anUnknownAggregationNamesTheNearest() {
        assertEquals(
                List.of("TM-CFG-002 test, key recompute.aggregations: \"by-our\" is no aggregation of the model; "
                        + "did you mean \"by-hour\"?"),
                faults("recompute.cron=5 * * * *\nrecompute.last=2d\nrecompute.aggregations=by-our,by-day\n"));
    }
}
