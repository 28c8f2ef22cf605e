package io.tidemark.batch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.Storage;
import io.tidemark.log.LogMismatchException;
import io.tidemark.seam.Beginnings;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBeginningsTest extends BeginningsContract {
    private static final Since SINCE = Since.of(new LogId("t", "cluster", "id"), Map.of(1, 7L));

    @TempDir
    Path directory;

    private Storage storage() {
        return Storage.at(directory.toString(), new Configuration());
    }

    /** Each is at the same place of its step: neither sees a topic of the other's. */
    @Test
    void ofTwoInstallationsThatBeginOnAnEmptyRootAtOnceOneIsRefused() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                Path root = directory.resolve("round" + round);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<String>> both = new ArrayList<>();
                for (String cluster : List.of("one", "two")) {
                    Storage storage = Storage.at(root.toString(), new Configuration());
                    Since its = Since.of(new LogId("of-" + cluster, cluster, "id"), Map.of());
                    both.add(threads.submit(() -> {
                        together.await();
                        try {
                            new FileBeginnings(storage).begin(its);
                            return "first";
                        } catch (LogMismatchException refused) {
                            return refused.fault().code();
                        }
                    }));
                }
                Set<String> became = Set.of(both.get(0).get(), both.get(1).get());
                assertEquals(Set.of("first", "TM-ARC-014"), became);
                assertEquals(
                        1,
                        Storage.at(root.toString(), new Configuration())
                                .list("since")
                                .size());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoCameFirstHasTheRootThoughItEndedBeforeItsFirstTopic() throws IOException {
        storage()
                .createIfAbsent(
                        "installation.json",
                        io.tidemark.codec.SummedJson.write(
                                "{\"format\":2,\"id\":\"x\",\"topic\":\"t\",\"clusterId\":\"cluster\",\"topicId\":\"id\"}"
                                        .getBytes(StandardCharsets.UTF_8)));
        Since other = Since.of(new LogId("u", "elsewhere", "id"), Map.of());
        LogMismatchException refused =
                assertThrows(LogMismatchException.class, () -> beginnings().begin(other));
        assertEquals("TM-ARC-014", refused.fault().code());
        assertEquals(SINCE, beginnings().begin(SINCE));
    }

    @Override
    Beginnings beginnings() {
        return new FileBeginnings(storage());
    }

    @Test
    void itIsAFileThatPeopleCanRead() throws IOException {
        beginnings().begin(SINCE);
        String said = new String(storage().read("since/t.json"), StandardCharsets.UTF_8);
        assertEquals(
                "{\"format\":2,\"topic\":\"t\",\"clusterId\":\"cluster\",\"topicId\":\"id\",\"partitions\":{\"1\":7}}",
                said.replaceFirst("\"crc32c\":\"[0-9a-f]{8}\",", ""));
    }

    @Test
    void oneThatAFormerVersionWroteIsRead() throws IOException {
        storage()
                .createIfAbsent(
                        "since/t.json",
                        "{\"format\":1,\"topic\":\"t\",\"clusterId\":\"cluster\",\"topicId\":\"id\",\"partitions\":{\"1\":7}}"
                                .getBytes(StandardCharsets.UTF_8));
        assertEquals(SINCE, beginnings().of("t").orElseThrow());
    }

    @Test
    void oneChangedBitIsDamageAndNoOtherBeginning() throws IOException {
        beginnings().begin(SINCE);
        byte[] written = storage().read("since/t.json");
        for (int bit = 0; bit < written.length * Byte.SIZE; bit++) {
            byte[] changed = written.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            storage().replace("since/t.json", changed);
            IOException fault = assertThrows(
                    IOException.class, () -> beginnings().of("t"), new String(changed, StandardCharsets.ISO_8859_1));
            assertTrue(fault.getMessage().startsWith("TM-STO-002 since/t.json: "), fault::getMessage);
        }
    }

    @Test
    void theFileOfAnotherTopicIsDamage() throws IOException {
        beginnings().begin(SINCE);
        storage().createIfAbsent("since/u.json", storage().read("since/t.json"));
        IOException fault = assertThrows(IOException.class, () -> beginnings().of("u"));
        assertTrue(
                fault.getMessage().startsWith("TM-STO-002 since/u.json: is that of topic \"t\"; put it back"),
                fault::getMessage);
    }

    @Test
    void aFileThatIsDamagedIsNamedAndNeverTakenForNone() {
        storage().createIfAbsent("since/t.json", "{\"format\":1".getBytes(StandardCharsets.UTF_8));
        IOException fault = assertThrows(IOException.class, () -> beginnings().of("t"));
        assertTrue(fault.getMessage().startsWith("TM-STO-002 since/t.json: does not say where"), fault::getMessage);
    }

    /** Two would do one another's runs. */
    @Test
    void anInstallationOfAnotherClusterIsRefusedByNameAtItsFirstTopic() throws IOException {
        beginnings().begin(SINCE);
        Since other = Since.of(new LogId("u", "elsewhere", "id"), Map.of());
        LogMismatchException refused =
                assertThrows(LogMismatchException.class, () -> beginnings().begin(other));
        String said = refused.getMessage();
        assertTrue(said.startsWith("TM-ARC-014 ") && said.contains(directory.toString()), said);
        assertTrue(said.contains("\"t\" is in cluster cluster") && said.contains("in cluster elsewhere"), said);
        assertTrue(beginnings().of("u").isEmpty(), "nothing is written");
        // More topics of the same cluster are the installation's own, and so are those of the cluster that took its
        // place.
        beginnings().begin(Since.of(new LogId("v", "cluster", "id"), Map.of()));
        FileBeginnings moved = new FileBeginnings(storage());
        LogId next = new LogId("t", "elsewhere", "id");
        EndedLog former = new EndedLog(SINCE.log(), new TreeMap<>(), new TreeMap<>(Map.of(1, 9L)));
        assertTrue(moved.succeed(new Since(next, OffsetVector.ZERO, List.of(former))));
        assertEquals(other, moved.begin(other));
    }
}
