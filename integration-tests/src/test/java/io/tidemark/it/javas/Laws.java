package io.tidemark.it.javas;

import java.io.PrintWriter;
import java.util.List;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The laws of all aggregators, in a JVM of their own. Exit code 0 if each is kept. */
final class Laws {
    private static final List<String> CLASSES =
            List.of("io.tidemark.aggregator.AggregatorsLaws", "io.tidemark.aggregator.AggregatorsTest");

    private Laws() {}

    public static void main(String[] none) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(CLASSES.stream().map(DiscoverySelectors::selectClass).toList())
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true));
        System.out.println("laws: " + summary.getTestsSucceededCount());
        System.exit(summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > CLASSES.size() ? 0 : 1);
    }
}
