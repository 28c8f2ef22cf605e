package io.tidemark.it.contracts;

import io.tidemark.batch.storage.Storage;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage storage() {
        return Storage.at(directory.resolve("root").toString(), new Configuration(false));
    }
}
