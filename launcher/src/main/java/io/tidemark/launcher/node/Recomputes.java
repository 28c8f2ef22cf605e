package io.tidemark.launcher.node;

import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.fault.Fault;
import io.tidemark.http.problem.NearestName;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.ValueType;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a configuration says is recomputed on schedules, and what cannot be meant by it. */
public final class Recomputes {
    /** What the schedule is called that needs no name in the configuration. */
    private static final String NAMELESS = "recompute";

    private final Config config;
    private final List<Fault> faults = new ArrayList<>();

    private Recomputes(Config config) {
        this.config = config;
    }

    /** @throws ConfigException with all that is wrong by itself */
    public static List<RecomputeSchedule> of(Config config) {
        Recomputes recomputes = new Recomputes(config);
        List<RecomputeSchedule> schedules = new ArrayList<>();
        recomputes.names().forEach(name -> recomputes.schedule(name).ifPresent(schedules::add));
        recomputes.refuseFaults();
        return schedules;
    }

    /** @throws ConfigException with all that does not fit the model */
    public static void require(Config config, Model model) {
        Recomputes recomputes = new Recomputes(config);
        of(config).forEach(schedule -> recomputes.check(schedule, model));
        recomputes.refuseFaults();
    }

    private SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(config.recomputes());
        if (config.value(Keys.RECOMPUTE_CRON).isPresent()
                || config.value(Keys.RECOMPUTE_LAST).isPresent()
                || !config.value(Keys.RECOMPUTE_AGGREGATIONS).isEmpty()) {
            names.add(NAMELESS);
        }
        return names;
    }

    private Optional<RecomputeSchedule> schedule(String name) {
        Optional<String> cron = given(key(name, Keys.RECOMPUTE_CRON));
        Optional<Duration> last = given(key(name, Keys.RECOMPUTE_LAST));
        Duration interval = config.value(Keys.BATCH_INTERVAL);
        if (last.isPresent() && last.get().compareTo(interval) < 0) {
            fault(
                    "TM-CFG-002",
                    key(name, Keys.RECOMPUTE_LAST),
                    ValueType.text(last.get()) + " is shorter than batch.interval, " + ValueType.text(interval)
                            + ": so far back nothing is in a batch view yet",
                    "let it be longer");
        }
        if (cron.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RecomputeSchedule(
                name,
                RunTimes.cron(cron.get(), config.value(key(name, Keys.RECOMPUTE_ZONE))),
                last.get(),
                config.value(key(name, Keys.RECOMPUTE_AGGREGATIONS))));
    }

    private <T> Optional<T> given(Key<Optional<T>> key) {
        Optional<T> value = config.value(key);
        if (value.isEmpty()) {
            fault(
                    "TM-CFG-003",
                    key,
                    "is not given, as other settings of this schedule are",
                    "write " + key.name() + "=… (" + key.type().says() + ")");
        }
        return value;
    }

    private void check(RecomputeSchedule schedule, Model model) {
        Set<String> known = model.aggregations().stream()
                .map(AggregationDefinition::name)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : new TreeSet<>(schedule.aggregations())) {
            if (!known.contains(name)) {
                fault(
                        "TM-CFG-002",
                        key(schedule.name(), Keys.RECOMPUTE_AGGREGATIONS),
                        "\"" + name + "\" is no aggregation of the model",
                        NearestName.mend(name, known));
            }
        }
        Set<String> meant = schedule.aggregations().isEmpty() ? known : schedule.aggregations();
        longestKept(model, meant)
                .filter(kept -> kept.compareTo(schedule.last()) < 0)
                .ifPresent(kept -> fault(
                        "TM-CFG-002",
                        key(schedule.name(), Keys.RECOMPUTE_LAST),
                        ValueType.text(schedule.last())
                                + " is longer than any of its aggregations keeps tiles, which is "
                                + ValueType.text(kept),
                        "let it be no longer than that"));
    }

    /** Empty if one of them keeps its tiles for ever, or none is known. */
    private static Optional<Duration> longestKept(Model model, Set<String> names) {
        List<Optional<Duration>> retentions = model.aggregations().stream()
                .filter(definition -> names.contains(definition.name()))
                .map(AggregationDefinition::retention)
                .toList();
        return retentions.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : retentions.stream().flatMap(Optional::stream).max(Duration::compareTo);
    }

    private static <T> Key<T> key(String name, Key<T> key) {
        return name.equals(NAMELESS) ? key : key.named(name);
    }

    private void fault(String code, Key<?> key, String fault, String mend) {
        faults.add(new Fault(code, config.source() + ", key " + key.name(), fault, mend));
    }

    private void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }
}
