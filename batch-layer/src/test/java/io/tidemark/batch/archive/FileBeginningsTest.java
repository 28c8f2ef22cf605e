package io.tidemark.batch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.Beginnings;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBeginningsTest extends BeginningsContract {
    @TempDir
    Path directory;

    private Storage storage() {
        return Storage.at(directory.toString(), new Configuration());
    }

    @Override
    Beginnings beginnings() {
        return new FileBeginnings(storage());
    }

    @Test
    void itIsAFileThatPeopleCanRead() throws IOException {
        beginnings().begin(Since.of(new LogId("t", "cluster", "id"), Map.of(1, 7L)));
        assertEquals(
                "{\"format\":1,\"topic\":\"t\",\"clusterId\":\"cluster\",\"topicId\":\"id\",\"partitions\":{\"1\":7}}",
                new String(storage().read("since/t.json"), StandardCharsets.UTF_8));
    }

    @Test
    void aFileThatIsDamagedIsNamedAndNeverTakenForNone() {
        storage().createIfAbsent("since/t.json", "{\"format\":1".getBytes(StandardCharsets.UTF_8));
        IOException fault = assertThrows(IOException.class, () -> beginnings().of("t"));
        assertTrue(fault.getMessage().startsWith("TM-STO-002 since/t.json: does not say where"), fault::getMessage);
    }
}
