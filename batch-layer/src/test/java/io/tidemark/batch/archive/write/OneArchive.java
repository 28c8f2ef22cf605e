package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.storage.Storage;
import io.tidemark.tidemark.PartitionId;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of one archive stand on: a log, and a storage that is empty before each. */
abstract class OneArchive {
    static final PartitionId P0 = Testbed.partition(0);

    @TempDir
    Path directory;

    final Testbed bed = new Testbed();
    Storage storage;
    Archive archive;
    ArchiveReader reader;

    @BeforeEach
    void open() {
        storage = Storage.at(directory.toString(), new Configuration(false));
        archive = new Archive(storage);
        reader = new ArchiveReader(archive);
    }
}
