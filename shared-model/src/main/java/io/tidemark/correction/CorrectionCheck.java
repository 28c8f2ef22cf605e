package io.tidemark.correction;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.SubtractableAggregator;
import io.tidemark.aggregator.Trait;
import io.tidemark.function.Condition;
import java.util.List;
import java.util.Optional;

/** Whether what events bring to an aggregation can be taken back exactly, asked metric by metric. */
public final class CorrectionCheck {
    private static final String LIST = "docs/aggregators.md lists them";

    private final Faults faults;
    private int countMetric = -1;

    /** What is told of an aggregation. */
    @FunctionalInterface
    public interface Faults {
        void fault(String code, String part, String fault, String mend);
    }

    public CorrectionCheck(Faults faults) {
        this.faults = faults;
    }

    /**
     * To be called of all metrics.
     *
     * @param takesAll whether it has no condition of its own
     */
    public void metric(int place, String name, Aggregator<?, ?, ?> aggregator, boolean takesAll) {
        if (!canTakeBack(aggregator)) {
            faults.fault(
                    "TM-DEF-050",
                    "metric \"" + name + "\"",
                    aggregator.describe() + " cannot take an event back exactly, and the aggregation has corrections",
                    "use a metric that can (" + LIST + "), or put this one into an aggregation without corrections");
        }
        if (countMetric < 0 && takesAll && aggregator.traits().contains(Trait.COUNTING)) {
            countMetric = place;
        }
    }

    /** Whether it has the power, and claims to be exact with it. */
    public static boolean canTakeBack(Aggregator<?, ?, ?> aggregator) {
        return aggregator instanceof SubtractableAggregator
                && aggregator.traits().containsAll(List.of(Trait.EXACT, Trait.SUBTRACTABLE));
    }

    /** To be called when all metrics were asked. */
    public <E> Corrections<E> done(Optional<Condition<E>> retractedBy, boolean hasSessions) {
        if (countMetric < 0) {
            faults.fault(
                    "TM-DEF-051",
                    "corrections",
                    "no metric counts all events, by which a row is known that was wholly taken back",
                    "add .metric(\"events\", count()), as the first one if others are asked for by top");
        }
        if (hasSessions) {
            faults.fault(
                    "TM-DEF-052",
                    "sessions",
                    "an event cannot be taken back out of a stretch of others, and the aggregation has corrections",
                    "leave one of the two out");
        }
        return new Corrections<>(retractedBy, Math.max(0, countMetric));
    }
}
