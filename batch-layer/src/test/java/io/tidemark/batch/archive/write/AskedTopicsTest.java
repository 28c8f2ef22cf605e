package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.SETTINGS;
import static io.tidemark.batch.archive.write.Testbed.START;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.CountingTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often the archive writer asks for a topic of many partitions, and that one which was re-created is noticed. */
class AskedTopicsTest extends OneArchive {
    private static final int PARTITIONS = 300;

    private final CountingTopics topics = new CountingTopics(bed.log);

    @Test
    void oneAnswerServesAllPartitionsThatAreAssignedOrEndedTogether() throws IOException {
        bed.log.create(TOPIC, PARTITIONS, true);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            bed.append(partition, START.plusSeconds(1));
        }
        Testbed.Writer writer = bed.new Writer(storage, topics, SETTINGS, PARTITIONS);
        assertEquals(List.of(TOPIC, TOPIC), topics.described, "at its first sight it is asked for before and after");
        topics.described.clear();
        writer.step();
        assertEquals(List.of(), topics.described);
        bed.clock.advance(Duration.ofMinutes(2));
        writer.step();
        assertEquals(List.of(TOPIC), topics.described);
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aLogThatIsSilentIsWaitedForOnceForAllPartitions() throws IOException {
        bed.log.create(TOPIC, PARTITIONS, true);
        topics.silent = true;
        Testbed.Writer writer = bed.new Writer(storage, topics, SETTINGS, PARTITIONS);
        assertEquals(List.of(TOPIC), topics.described);
        assertTrue(writer.fault(PARTITIONS - 1).startsWith("TM-LOG-001"), writer.fault(PARTITIONS - 1));
        bed.clock.advance(Duration.ofSeconds(1));
        writer.step();
        assertEquals(List.of(TOPIC, TOPIC), topics.described);
        topics.silent = false;
        bed.append(1, START.plusSeconds(1));
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void aLogThatFallsSilentWhileManyFilesEndIsWaitedForOnce() throws IOException {
        bed.log.create(TOPIC, PARTITIONS, true);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            bed.append(partition, START.plusSeconds(1));
            bed.append(partition, START.plusSeconds(61));
            bed.append(partition, START.plusSeconds(121));
        }
        Testbed.Writer writer = bed.new Writer(storage, topics, SETTINGS, PARTITIONS);
        topics.described.clear();
        topics.silent = true;
        writer.step();
        assertEquals(List.of(TOPIC), topics.described);
        topics.silent = false;
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "");
    }

    @Test
    void anAnswerFromBeforeARecordWasFetchedEndsNoFileOfIt() {
        bed.log.create(TOPIC, 2, true);
        bed.append(0, START.plusSeconds(1));
        bed.append(1, START.plusSeconds(1));
        Testbed.Writer writer = bed.new Writer(storage, topics, SETTINGS, 2);
        writer.step();
        // One poll fetches twice: what the second piece is of, nobody has asked yet.
        bed.append(0, START.plusSeconds(61));
        bed.append(0, START.plusSeconds(62));
        writer.reader.pollOne(bed.log.partition(TOPIC, 0), 7);
        int before = topics.described.size();
        bed.append(1, START.plusSeconds(61));
        bed.append(1, START.plusSeconds(62));
        writer.reader.pollOne(bed.log.partition(TOPIC, 1), 7);
        assertEquals(before + 1, topics.described.size());
    }
}
