package io.tidemark.bench.micro;

import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** Runs JMH with its own command line, and prints each score as a result. */
public final class MicroMain {
    private MicroMain() {}

    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        for (RunResult run : new Runner(new CommandLineOptions(args)).run()) {
            Result.of("micro", "tidemark", label(run.getParams().getBenchmark()))
                    .with(Metric.NS_PER_OP, run.getPrimaryResult().getScore())
                    .print();
        }
    }

    /** Such as {@code Decode.all}. */
    private static String label(String benchmark) {
        String name = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
        return name.replace("Benchmark", "");
    }
}
