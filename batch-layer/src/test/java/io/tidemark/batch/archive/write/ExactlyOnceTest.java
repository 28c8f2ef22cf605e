package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.SETTINGS;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.storage.FlakyFileSystem;
import io.tidemark.batch.storage.Storage;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each record once, whatever is killed, fails or competes. */
class ExactlyOnceTest {
    @TempDir
    Path directory;

    private Storage storage(FlakyFileSystem fileSystem, String name) {
        return Storage.on(
                fileSystem,
                new org.apache.hadoop.fs.Path(directory.resolve(name).toUri()));
    }

    private static Testbed bed(int partitions, int records, long seed) {
        Testbed bed = new Testbed();
        bed.log.create(TOPIC, partitions, true);
        bed.appendMixed(partitions, records, seed);
        return bed;
    }

    @Test
    void aKillAtAnyOperationLosesAndDoublesNothing() throws IOException {
        boolean killed = true;
        int operation = 0;
        for (; killed; operation++) {
            Testbed bed = bed(2, 40, 1);
            Storage first = storage(new FlakyFileSystem().killedAt(operation), "kill-" + operation);
            try {
                bed.writer(first).finish();
                killed = false;
            } catch (FlakyFileSystem.Killed gone) {
                killed = true;
            }
            Storage second = storage(new FlakyFileSystem(), "kill-" + operation);
            bed.writer(second).finish();
            bed.checkArchiveIsTheLog(second, "killed at operation " + operation);
            checkNothingUnnamedInQuarantine(bed, second);
        }
        assertTrue(operation > 30, "only " + operation + " operations");
    }

    private static void checkNothingUnnamedInQuarantine(Testbed bed, Storage storage) {
        bed.writer(storage);
        for (int p = 0; p < 2; p++) {
            long named = new Archive(storage)
                    .chain(partition(p)).stream()
                            .filter(file -> file.quarantined() > 0)
                            .count();
            assertEquals(
                    named,
                    storage.list(new ChainPaths(TOPIC, p, 1).quarantine()).size());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void operationsThatFailAreDoneAgain(long seed) throws IOException {
        Testbed bed = bed(2, 80, seed);
        SplittableRandom random = new SplittableRandom(seed);
        FlakyFileSystem fileSystem = new FlakyFileSystem();
        Storage storage = storage(fileSystem, "fail");
        Testbed.Writer writer = bed.writer(storage);
        for (int i = 0; i < 300; i++) {
            if (random.nextBoolean()) {
                fileSystem.failingBefore(operation -> random.nextInt(10) == 0);
            } else {
                fileSystem.failingAfter(operation -> random.nextInt(10) == 0);
            }
            writer.step();
            bed.clock.advance(Duration.ofSeconds(random.nextInt(3)));
        }
        fileSystem.failingBefore(operation -> false);
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "seed " + seed);
    }

    @Test
    void aFullDiskIsAFaultUntilThereIsRoom() throws IOException {
        Testbed bed = bed(1, 60, 5);
        FlakyFileSystem fileSystem = new FlakyFileSystem();
        Storage storage = storage(fileSystem, "full");
        Testbed.Writer writer = bed.writer(storage);
        fileSystem.failingBefore(operation -> true);
        for (int i = 0; i < 20; i++) {
            writer.step();
            bed.clock.advance(Duration.ofSeconds(2));
        }
        assertTrue(writer.fault(0).contains("No space left on device"), writer.fault(0));
        for (int i = 0; i < 20; i++) {
            assertEquals(0, writer.writer.step(writer.reader, Duration.ZERO), "nothing is fetched that nobody takes");
            assertTrue(writer.fault(0).contains("No space left on device"), "the fault stands while it lasts");
            bed.clock.advance(Duration.ofSeconds(2));
        }
        fileSystem.failingBefore(operation -> false);
        writer.finish();
        assertEquals("", writer.fault(0));
        bed.checkArchiveIsTheLog(storage, "");
    }

    /** Two writers with cuts of their own at one archive, each of which dies now and then. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void ofTwoWritersEachLinkIsOnesOwn(long seed) throws IOException {
        Testbed bed = bed(2, 200, seed);
        SplittableRandom random = new SplittableRandom(seed);
        Storage storage = storage(new FlakyFileSystem(), "two");
        ArchiveSettings other = SETTINGS.withInterval(new io.tidemark.time.BatchInterval(45_000))
                .withMaxFileBytes(2_000);
        Testbed.Writer[] writers = {bed.writer(storage), bed.new Writer(storage, other, 2)};
        for (int i = 0; i < 200; i++) {
            int which = random.nextInt(2);
            if (random.nextInt(20) == 0) {
                writers[which] = which == 0 ? bed.writer(storage) : bed.new Writer(storage, other, 2);
            }
            if (random.nextInt(50) == 0) {
                long start = bed.log.startOffsets(TOPIC).get(0);
                long archived = new Archive(storage)
                        .end(partition(0))
                        .map(p -> p.offset())
                        .orElse(0L);
                bed.log.truncate(TOPIC, 0, Math.max(start, archived));
            }
            writers[which].step();
            bed.clock.advance(Duration.ofSeconds(random.nextInt(2)));
        }
        writers[random.nextInt(2)].finish();
        bed.checkArchiveIsTheLog(storage, "seed " + seed);
    }

    @Test
    void aLogThatIsAwayIsWaitedFor() throws IOException {
        Testbed bed = bed(1, 40, 3);
        boolean[] away = {true};
        LogTopics topics = new LogTopics() {
            @Override
            public LogTopic describe(String topic) {
                if (away[0]) {
                    throw new LogUnavailableException("the log", "does not answer", null);
                }
                return bed.log.describe(topic);
            }

            @Override
            public SortedMap<Integer, Long> startOffsets(String topic) {
                return bed.log.startOffsets(topic);
            }

            @Override
            public SortedMap<Integer, Long> endOffsets(String topic) {
                return bed.log.endOffsets(topic);
            }

            @Override
            public SortedMap<Integer, Integer> leaderEpochs(String topic) {
                return bed.log.leaderEpochs(topic);
            }
        };
        Storage storage = storage(new FlakyFileSystem(), "away");
        Testbed.Writer writer = bed.new Writer(storage, topics, SETTINGS, 1);
        writer.step();
        assertTrue(writer.fault(0).startsWith("TM-LOG-001 the log: does not answer"), writer.fault(0));
        away[0] = false;
        bed.clock.advance(Duration.ofSeconds(1));
        writer.step();
        assertEquals("", writer.fault(0));
        writer.finish();
        bed.checkArchiveIsTheLog(storage, "");
    }
}
