package io.tidemark.batch.run;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.model.Model;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of runs stand on: a log of trips, and a storage that is empty before each. */
abstract class OneBatchLayer {
    static final Model MODEL = Trip.model();

    @TempDir
    Path directory;

    Batch batch;

    @BeforeEach
    void open() {
        batch = new Batch(directory);
    }
}
