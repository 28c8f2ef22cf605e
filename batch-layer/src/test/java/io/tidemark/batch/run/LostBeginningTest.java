package io.tidemark.batch.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.archive.FormerFormatException;
import io.tidemark.batch.archive.LostBeginningException;
import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.head.HeadColumns;
import io.tidemark.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive without the place where its log began is never taken for an empty one. */
class LostBeginningTest {
    @TempDir
    Path directory;

    private Batch batch;
    private Storage storage;
    private Path since;

    @BeforeEach
    void open() {
        batch = new Batch(directory);
        storage = batch.storage();
        since = directory.resolve("root/since/trips.json");
    }

    private List<Fault> faultsOfARun() throws InterruptedException {
        RunResult result = batch.run(Batch.TO_THE_END);
        assertEquals(List.of(), result.published());
        return result.failures().stream().map(RunFailure::fault).toList();
    }

    @Test
    void anArchiveWhoseBeginningIsGoneStopsRunsAndIsNamed() throws Exception {
        batch.hours(2, 1);
        Files.delete(since);
        Fault fault = faultsOfARun().get(0);
        assertEquals("TM-ARC-012", fault.code());
        assertEquals("since/trips.json", fault.place());
        assertTrue(fault.mend().contains("put it back from a copy"), fault::toString);
    }

    @Test
    void noLayerMakesUpALaterBeginning() throws Exception {
        batch.hours(2, 1);
        byte[] written = Files.readAllBytes(since);
        Files.delete(since);
        batch.log.truncate(Trip.TOPIC, 0, 10);
        assertThrows(LostBeginningException.class, () -> new FileBeginnings(storage).sight(Trip.TOPIC, batch.log));
        assertFalse(Files.exists(since));

        Files.write(since, written);
        assertEquals(
                0,
                new FileBeginnings(storage).sight(Trip.TOPIC, batch.log).at(0).offset());
        assertEquals(List.of(), batch.run(Batch.TO_THE_END).failures());
        batch.check(Trip.model(), "put back");
    }

    @Test
    void anArchiveOfAFormerVersionIsRefusedByItsFormat() throws Exception {
        // Which wrote no beginnings either.
        Files.delete(since);
        formerFile("archive/trips/p0/00000000000000000000.parquet");
        assertEquals(
                List.of("TM-ARC-006"),
                faultsOfARun().stream().map(Fault::code).distinct().toList());
        assertThrows(FormerFormatException.class, () -> new FileBeginnings(storage).sight(Trip.TOPIC, batch.log));
        assertThrows(FormerFormatException.class, () -> new Archive(storage).partitions(Trip.TOPIC));
        assertFalse(Files.exists(since));
    }

    @Test
    void aFormerFileInAChainIsNoDamage() throws Exception {
        batch.hours(2, 1);
        Path first = firstOfAChain();
        Files.delete(first);
        formerFile(directory.resolve("root").relativize(first).toString());
        assertEquals("TM-ARC-006", faultsOfARun().get(0).code());
    }

    @Test
    void whatOthersPutBesideTheChainsIsNoArchive() throws Exception {
        for (String stray :
                List.of("archive/trips/notes/a.txt", "archive/trips/p0/readme", "archive/trips/p07/x.parquet")) {
            storage.createIfAbsent(stray, new byte[] {1});
        }
        assertEquals(List.of(), faultsOfARun());
        batch.hours(2, 1);
        Archive archive = new Archive(storage);
        assertEquals(3, archive.partitions(Trip.TOPIC).size());
        assertEquals(
                List.of(
                        "archive/trips: has what belongs to no chain, and it is passed over: notes, p07",
                        "archive/trips/p0: has what belongs to no chain, and it is passed over: readme"),
                archive.strays().stream()
                        .map(fault -> fault.place() + ": " + fault.fault())
                        .toList());
        assertEquals(List.of(), batch.run(Batch.TO_THE_END).failures());
        batch.check(Trip.model(), "with strays");

        storage.delete("archive/trips/p0/readme");
        assertEquals(
                List.of("archive/trips"),
                archive.strays().stream().map(Fault::place).toList());
    }

    private Path firstOfAChain() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("root/archive"))) {
            return files.filter(file -> file.endsWith("00000000000000000000.parquet"))
                    .collect(Collectors.toList())
                    .get(0);
        }
    }

    /** As they were before there was a format in the footer. */
    private void formerFile(String path) throws IOException {
        String unfinished = storage.temporary("former");
        RowFileWriter<LogRow> writer = RowFileWriter.bytes(storage.output(unfinished), 1 << 20, HeadColumns.NONE);
        writer.finish(Map.of("tidemark.topic", Trip.TOPIC, "tidemark.partition", "0", "tidemark.first", "0"));
        assertTrue(storage.publish(unfinished, path));
    }
}
