package io.tidemark.batch.run;

import static io.tidemark.batch.Batch.NEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.aggregator.Aggregators;
import io.tidemark.batch.Batch;
import io.tidemark.batch.CountingTopics;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run reads the archive: that the log is away does not keep it. */
class SilentLogTest {
    @TempDir
    Path directory;

    @Test
    void afterTwoTopicsThatDoNotAnswerTheRestIsNotAskedFor() throws InterruptedException {
        List<String> names = List.of("one", "two", "three", "four", "five");
        Model model = Model.of(built -> names.forEach(name -> built.aggregation("of-" + name)
                .over(built.stream(name, Trip.class).eventTime(Trip::at))
                .tile(Duration.ofMinutes(1))
                .metric("n", Aggregators.count())));
        Batch batch = new Batch(directory);
        names.forEach(name -> batch.log.create(name, 1, true));
        CountingTopics topics = new CountingTopics(batch.log);
        Storage storage = batch.storage();
        Archive archive = new Archive(storage);
        LocalEngine engine = new LocalEngine(storage, archive, EngineSettings.defaults());
        Run run = new Run(
                model, new Run.Between(storage, archive, batch.manifests(storage), engine, topics, batch.clock));

        run.execute("heard", 1, NEXT, Progress.UNHEARD);
        assertEquals(names, topics.described);
        topics.described.clear();
        topics.silent = true;
        RunResult result = run.execute("unheard", 1, NEXT, Progress.UNHEARD);
        assertEquals(names.subList(0, 2), topics.described);
        assertEquals(List.of(), result.failures());
    }
}
