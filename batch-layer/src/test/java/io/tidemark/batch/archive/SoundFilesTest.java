package io.tidemark.batch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.batch.Batch;
import io.tidemark.batch.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundFilesTest {
    @TempDir
    Path directory;

    @Test
    void aByteThatChangedSinceItWasAddedUpIsFoundByALaterRun() throws IOException {
        Batch batch = new Batch(directory).hours(2, 1);
        long[] nanos = {1};
        Archive archive = new Archive(batch.storage(), batch.manifests(batch.storage()), () -> nanos[0]);
        ArchiveFile file = archive.chain(batch.partition(0)).get(0);
        archive.requireSound(file.path(), file.origin().checksum());

        Path path = directory.resolve("root").resolve(file.path());
        byte[] bytes = Files.readAllBytes(path);
        bytes[10] ^= 1;
        Files.write(path, bytes);
        // Of one run, who comes later takes the word of who came first.
        archive.requireSound(file.path(), file.origin().checksum());
        nanos[0] += Duration.ofHours(1).toNanos();
        StorageException found = assertThrows(
                StorageException.class,
                () -> archive.requireSound(file.path(), file.origin().checksum()));
        assertEquals("TM-STO-002", found.fault().code());
    }
}
