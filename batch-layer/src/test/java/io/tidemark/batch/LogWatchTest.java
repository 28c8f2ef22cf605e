package io.tidemark.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.model.Model;
import io.tidemark.testkit.InMemoryEventLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogWatchTest {
    @Test
    void afterTwoTopicsThatDoNotAnswerTheRestIsNotAskedFor() {
        List<String> names = List.of("one", "two", "three", "four");
        Model model = Model.of(built -> names.forEach(name -> built.aggregation("of-" + name)
                .over(built.stream(name, Trip.class).eventTime(Trip::at))
                .tile(Duration.ofMinutes(1))
                .metric("n", Aggregators.count())));
        InMemoryEventLog log = new InMemoryEventLog();
        names.forEach(name -> log.create(name, 1, true));
        CountingTopics topics = new CountingTopics(log);
        Faults faults = new Faults(FaultListener.NONE);
        LogWatch watch = new LogWatch(model, topics, faults, Duration.ofSeconds(1));

        topics.silent = true;
        watch.step();
        assertEquals(names.subList(0, 2), topics.described);
        assertEquals(2, faults.standing().size());
        topics.described.clear();
        topics.silent = false;
        watch.step();
        assertEquals(names, topics.described);
        assertEquals(List.of(), faults.standing());
    }
}
