package io.tidemark.batch.archive.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.Fault;
import io.tidemark.log.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicWarningsTest {
    @TempDir
    Path directory;

    private List<String> codes(Retention retention) {
        Testbed bed = new Testbed();
        bed.log.create(Testbed.TOPIC, 2, false);
        bed.log.retain(Testbed.TOPIC, retention);
        Testbed.Writer writer = bed.writer(Storage.at(directory.toString(), new Configuration()));
        return writer.writer.warnings().stream().map(Fault::code).toList();
    }

    @Test
    void aTopicThatLetsRecordsGoBeforeTheyAreArchivedIsWarnedOfOnce() {
        assertEquals(List.of(), codes(Retention.FOREVER));
        assertEquals(List.of(), codes(Retention.FOREVER.withTime(Duration.ofDays(7))));
        assertEquals(List.of("TM-ARC-008"), codes(Retention.FOREVER.withTime(Duration.ofSeconds(59))));
        assertEquals(List.of("TM-ARC-009"), codes(Retention.FOREVER.withBytes(1 << 30)));
        assertEquals(List.of("TM-ARC-007"), codes(Retention.FOREVER.compacted()));
        assertEquals(
                List.of("TM-ARC-007", "TM-ARC-008", "TM-ARC-009"),
                codes(Retention.FOREVER
                        .compacted()
                        .withTime(Duration.ofSeconds(1))
                        .withBytes(1)));
    }
}
