package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.Waiting;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A year of minutes for some groups, 525,600 tiles each, asked of an index without coarser levels ({@code tiles}) and of one
 * with them ({@code levels}). How long it takes until it is served ({@code load}), and a run of one more hour, on average over
 * two days of them ({@code hour}); what it takes on disk; and how long an answer takes of a group's year, cut in the middle of a
 * day at both ends ({@code year}), of its twelve months ({@code months}) and of each hour of a week ({@code hours}). Answers
 * are compared.
 */
public final class LevelsMain {
    private static final long CACHE = 64L << 20;
    private static final int YEAR_HOURS = 8760;
    private static final int MORE_HOURS = 48;
    private static final Page ALL = new Page(10_000, Page.Order.EARLIEST_FIRST, Optional.empty());

    private final int groups;
    private final int asked;
    private final Path state;

    private LevelsMain(Options options) {
        groups = options.integer("groups", 10);
        asked = options.integer("asked", 100);
        state = Path.of(options.text("state"));
    }

    public static void main(String[] args) throws IOException {
        LevelsMain levels = new LevelsMain(new Options(args));
        Path tiles = levels.state.resolve("tiles");
        Path both = levels.state.resolve("levels");
        List<AnswerRow> plain = levels.measure("tiles", tiles, RocksBatchIndex.openForTilesAlone(tiles, CACHE));
        List<AnswerRow> joined = levels.measure("levels", both, RocksBatchIndex.open(both, CACHE));
        Result.of("levels", "tidemark", "same-answers")
                .with(Metric.ROWS, joined.size())
                .checked(plain.equals(joined) ? "yes" : "no")
                .print();
        System.exit(0);
    }

    /** Returns what was answered. */
    private List<AnswerRow> measure(String variant, Path directory, BatchIndex index) throws IOException {
        MinuteViews views = new MinuteViews(groups);
        List<AnswerRow> answered = new ArrayList<>();
        try (index) {
            Asking asking = new Asking(views, index);
            views.publish(YEAR_HOURS);
            double load = asking.flip();
            print(variant + "-load", Metric.WALL_S, load);
            double hours = 0;
            for (int hour = 0; hour < MORE_HOURS; hour++) {
                views.publish(1);
                hours += asking.flip();
            }
            print(variant + "-hour", Metric.WALL_S, hours / MORE_HOURS);
            print(variant + "-disk", Metric.BYTES, bytes(directory));
            long half = MinuteViews.HOUR * 12;
            TimeRange year = new TimeRange(MinuteViews.FIRST + half, MinuteViews.FIRST + YEAR_HOURS * MinuteViews.HOUR - half);
            TimeRange week = new TimeRange(MinuteViews.FIRST + 40 * half, MinuteViews.FIRST + 54 * half);
            answered.addAll(ask(variant + "-year", asking, WindowPlan.whole(year, views.definition.tile())));
            answered.addAll(ask(variant + "-months", asking, plan(asking, year, "month")));
            answered.addAll(ask(variant + "-hours", asking, plan(asking, week, "PT1H")));
        } finally {
            DirectoryTree.delete(directory);
        }
        return answered;
    }

    private static WindowPlan plan(Asking asking, TimeRange range, String window) {
        return WindowPlan.over(
                range,
                Window.parse(window, Optional.empty(), Optional.empty()),
                asking.views.definition.tile(),
                1000);
    }

    private List<AnswerRow> ask(String variant, Asking asking, WindowPlan plan) {
        List<AnswerRow> answered = new ArrayList<>();
        double[] ms = new double[asked];
        for (int i = 0; i < asked; i++) {
            // The first of each group finds nothing in memory.
            long began = System.nanoTime();
            List<AnswerRow> rows = asking.rows(i, plan);
            ms[i] = (System.nanoTime() - began) / 1e6;
            answered.addAll(rows);
        }
        Arrays.sort(ms);
        Result.of("levels", "tidemark", variant)
                .with(Metric.P50_MS, ms[asked / 2])
                .with(Metric.P99_MS, ms[asked * 99 / 100])
                .print();
        return answered;
    }

    private static void print(String variant, Metric metric, double value) {
        Result.of("levels", "tidemark", variant).with(metric, value).print();
    }

    private static double bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }

    /** What follows the views, and answers from them alone. */
    private static final class Asking {
        final MinuteViews views;
        private final ViewFollower follower;
        private final MergedQuery merged;

        Asking(MinuteViews views, BatchIndex index) {
            this.views = views;
            SpeedNodes none = SpeedNodes.of(List.of());
            ServedViews served = new ServedViews(views.model);
            RealtimeViews realtime = new RealtimeViews(views.model, none, Runnable::run);
            Clock clock = Clock.systemUTC();
            follower = new ViewFollower(
                    views.model,
                    new ViewFollower.Between(views, index, realtime, none, served),
                    new ViewFollower.Setting(
                            "bench",
                            Duration.ofSeconds(30),
                            clock,
                            Runnable::run,
                            Runnable::run,
                            new Faults(FaultListener.NONE)));
            HistoricViews historic = new HistoricViews(views.model, views, index, Runnable::run);
            merged = new MergedQuery(served, historic, index, realtime, clock);
        }

        /** Returns how many seconds it took to serve the newest view. */
        double flip() {
            long began = System.nanoTime();
            if (follower.step() != 1) {
                throw new IllegalStateException("the newest manifest is not served");
            }
            return (System.nanoTime() - began) / 1e9;
        }

        List<AnswerRow> rows(int group, WindowPlan plan) {
            Question question = new Question(
                    views.definition.name(),
                    GroupFilter.named(List.of(views.group(group))),
                    plan,
                    List.of(0, 1),
                    OptionalLong.empty());
            return merged.page(question, ALL, Waiting.ALLOWED, ByteBudget.unbounded().open())
                    .rows();
        }
    }
}
