package io.tidemark.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final RunLog LOG = RunLog.of(List.of(
            "ABOUT Tidemark=revision 1",
            "RESULT workload=ysb system=tidemark variant=rocksdb events=2000000 events_per_s=300 correct=yes",
            "BROKER cpu_s=3",
            "a word of the JVM",
            "RESULT workload=ysb system=tidemark variant=rocksdb events=2000000 events_per_s=100 correct=yes",
            "FAILED flink ysb --backend=rocksdb",
            "RESULT workload=ysb system=tidemark variant=rocksdb events=2000000 events_per_s=200 correct=no",
            "ABOUT Tidemark=revision 2"));

    @Test
    void jsonHasTheNineFieldsOfEachFigure() throws IOException {
        String json = ResultsJson.write(LOG.series());
        assertTrue(
                json.contains("{\"workload\":\"ysb\",\"system\":\"tidemark\",\"variant\":\"rocksdb\","
                        + "\"metric\":\"events_per_s\",\"unit\":\"events/s\","
                        + "\"median\":200.0,\"min\":100.0,\"max\":300.0,\"runs\":3}"),
                json);
    }

    @Test
    void whatTheBrokerUsedIsOfTheResultBefore() {
        assertEquals(1.5, LOG.results().get(0).metrics().get("broker_cpu_s_per_m"));
        assertFalse(LOG.results().get(1).metrics().containsKey("broker_cpu_s_per_m"));
    }

    @Test
    void pageTellsOfFailedRunsAndOfWrongAnswers() {
        String page = new ResultsPage(LOG).write();
        assertTrue(page.contains("- failed: `flink ysb --backend=rocksdb`"), page);
        assertTrue(page.contains("- wrong answers: ysb, tidemark, rocksdb"), page);
        assertTrue(page.contains("| 200 (100–300) |"), page);
        assertTrue(page.contains("| Tidemark | revision 2 |"), page);
    }

    @Test
    void pageOfNothingShowsEveryGoalAsNotMeasured() {
        String page = new ResultsPage(RunLog.of(List.of())).write();
        assertEquals(
                Goal.all().size(),
                page.lines().filter(line -> line.contains("| not measured | `")).count());
        assertTrue(page.contains("None, and no answer was wrong."), page);
    }
}
