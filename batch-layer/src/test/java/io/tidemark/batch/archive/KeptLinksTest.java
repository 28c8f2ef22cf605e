package io.tidemark.batch.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidemark.batch.Batch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain grows for ever, and is kept in memory. */
class KeptLinksTest {
    @TempDir
    Path directory;

    @Test
    void whatAllFilesOfAChainSayAlikeIsInMemoryOnce() throws IOException {
        Batch batch = new Batch(directory).hours(4, 1);
        List<ArchiveFile> chain = new Archive(batch.storage()).chain(batch.partition(0));
        assertEquals(4, chain.stream().filter(file -> file.rows() > 0).count(), chain::toString);
        for (ArchiveFile file : chain) {
            assertSame(chain.get(0).held(), file.held());
            assertSame(chain.get(0).partition(), file.partition());
        }
        ArchiveFile readAgain =
                new Archive(batch.storage()).chain(batch.partition(0)).get(0);
        assertNotSame(chain.get(0).held(), readAgain.held());
        assertEquals(chain.get(0), readAgain);
    }
}
