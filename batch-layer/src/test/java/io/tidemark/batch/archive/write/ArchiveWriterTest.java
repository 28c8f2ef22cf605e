package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.ALL;
import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.STREAM;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.cuts;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchiveWriterTest extends OneArchive {
    @Test
    void aQuarantinedRecordAdvancesTheClockAndKeepsItsBytesAndATombstoneIsCountedAlone() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(50), "{\"at\":0}");
        bed.log.append(TOPIC, 0, START.plusSeconds(51).toEpochMilli(), null);
        bed.append(0, START.plusSeconds(2));
        bed.writer(storage).finish();
        ArchiveFile file = archive.chain(P0).get(0);
        assertEquals(2, file.rows());
        assertEquals(1, file.quarantined());
        assertEquals(1, file.tombstones());
        assertEquals(4, file.end().offset());
        assertEquals(START.plusSeconds(50).toEpochMilli(), file.end().logClockMillis());
        List<String> reasons = new ArrayList<>();
        reader.readQuarantined(file, ALL, q -> reasons.add(q.offset() + " " + q.reason()));
        assertEquals(List.of("1 n: is missing"), reasons);
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aByteThatIsNotWhatWasWrittenIsFoundBeforeAnyEventIsReadOfIt() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(2), "{\"at\":0}");
        bed.append(0, START.plusSeconds(61));
        bed.append(0, START.plusSeconds(62));
        bed.append(0, START.plusSeconds(63));
        bed.writer(storage).finish();
        List<ArchiveFile> chain = archive.chain(P0);
        assertEquals(storage.writer(), chain.get(0).origin().writer());
        assertEquals(0, chain.get(0).origin().generation());
        long summed = Checksum.parse(chain.get(0).origin().checksum()).bytes();
        Path records = directory.resolve(chain.get(0).path());
        for (int at = 4; at < summed; at++) {
            flip(records, at);
            assertDamaged(chain.get(0).path(), chain.get(0));
            flip(records, at);
        }
        String quarantine = archive.links(P0).get(0).quarantine();
        flip(directory.resolve(quarantine), 9);
        assertDamaged(quarantine, chain.get(0));
        List<Long> read = new ArrayList<>();
        new ArchiveReader(archive).read(chain.get(1), STREAM, ALL, (event, time, p, offset, stamp) -> read.add(offset));
        assertFalse(read.isEmpty(), "the file beside it is as good as it was");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private void assertDamaged(String path, ArchiveFile file) {
        StorageException damaged = assertThrows(StorageException.class, () -> new ArchiveReader(archive)
                .read(file, STREAM, ALL, (event, time, p, offset, stamp) -> fail("was read")));
        assertEquals("TM-STO-002", damaged.fault().code());
        assertEquals(path, damaged.fault().place());
        assertFalse(damaged.passesByItself());
    }

    @Test
    void aQuarantinedRecordThatDecodesByNowIsAnEvent() {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(0, START.plusSeconds(2), "{\"at\":5}");
        bed.append(0, START.plusSeconds(3));
        bed.writer(storage).finish();
        record Lenient(java.time.Instant at, Integer n) {}
        List<String> read = new ArrayList<>();
        reader.read(
                archive.chain(P0).get(0),
                new io.tidemark.stream.StreamDefinition<>(
                        TOPIC,
                        Lenient.class,
                        new io.tidemark.event.json.Json(),
                        e -> e.at().toEpochMilli(),
                        java.util.Optional.empty()),
                ALL,
                (e, time, p, offset, stamp) -> read.add(offset + ":" + e.n()));
        assertEquals(List.of("0:0", "1:null", "2:1"), read);
    }

    @Test
    void partOfAFileIsRead() {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 20; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        bed.writer(storage).finish();
        List<Long> read = new ArrayList<>();
        reader.read(archive.chain(P0).get(0), STREAM, new OffsetRange(5, 8), (e, time, p, offset, stamp) -> {
            assertEquals(e.at().toEpochMilli(), time);
            read.add(offset);
        });
        assertEquals(List.of(5L, 6L, 7L), read);
    }

    @Test
    void aReaderThatPassesRecordsOverIsSentBack() throws IOException {
        bed.log.create(TOPIC, 1, true);
        for (int i = 0; i < 20; i++) {
            bed.append(0, START.plusSeconds(i));
        }
        Testbed.Writer writer = bed.writer(storage);
        writer.reader.seek(P0, new LogPosition(9, LogClock.START, -1));
        writer.finish();
        assertEquals("IDLE[0,20)", cuts(archive.chain(P0)));
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aNewPartitionStartsAtZero() throws IOException {
        bed.log.create(TOPIC, 1, true);
        bed.append(0, START);
        Testbed.Writer writer = bed.writer(storage);
        writer.step();
        bed.log.addPartitions(TOPIC, 1);
        bed.append(1, START.plusSeconds(3));
        writer.reader.add(partition(1));
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "");
        assertEquals(List.of(partition(0), partition(1)), List.copyOf(archive.partitions(TOPIC)));
    }
}
