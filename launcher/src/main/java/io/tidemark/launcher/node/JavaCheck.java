package io.tidemark.launcher.node;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.model.Model;
import java.util.ArrayList;
import java.util.List;

/** Whether this Java can compute a model: said at the start, and not first by what fails later. */
public final class JavaCheck {
    /** The newest that the whole was built and run on. */
    private static final int NEWEST_TRIED = 25;

    private final int java;

    private JavaCheck(int java) {
        this.java = java;
    }

    /** Of the Java that runs this. */
    public static JavaCheck ofThisJava() {
        return new JavaCheck(Runtime.version().feature());
    }

    static JavaCheck of(int java) {
        return new JavaCheck(java);
    }

    /** That it is newer than any that was tried, if it is; and each metric that it cannot compute. */
    public List<Fault> of(Model model) {
        List<Fault> faults = new ArrayList<>(ofJava());
        for (AggregationDefinition<?> definition : model.aggregations()) {
            definition.metrics().forEach(metric -> check(definition, metric, faults));
        }
        return faults;
    }

    /** Of the Java alone. */
    public List<Fault> ofJava() {
        return java > NEWEST_TRIED
                ? List.of(new Fault(
                        "TM-CFG-012",
                        "Java " + java,
                        "is newer than what Tidemark was tried on, 17 to " + NEWEST_TRIED,
                        "use one of those if anything fails"))
                : List.of();
    }

    private void check(AggregationDefinition<?> definition, Metric<?> metric, List<Fault> faults) {
        try {
            writeEmpty(metric.aggregator());
        } catch (LinkageError | RuntimeException refused) {
            faults.add(new Fault(
                    "TM-CFG-013",
                    "aggregation \"" + definition.name() + "\", metric \"" + metric.name() + "\"",
                    "cannot be computed on Java " + java + ": " + Reason.of(deepest(refused)),
                    "run it on Java 17 or 21, or add the library that it misses to model.jar"));
        }
    }

    /** Some libraries look at the Java first when bytes are asked of them. */
    private static <A> void writeEmpty(Aggregator<?, A, ?> aggregator) {
        aggregator.write(aggregator.create(), new ByteWriter());
    }

    private static Throwable deepest(Throwable fault) {
        Throwable deepest = fault;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
