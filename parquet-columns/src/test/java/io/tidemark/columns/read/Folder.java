package io.tidemark.columns.read;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;

/** Files of a test, by their names. */
record Folder(Path path) {
    InputFile input(String name) throws IOException {
        return new LocalInputFile(path.resolve(name));
    }

    OutputFile output(String name) {
        return new LocalOutputFile(path.resolve(name));
    }
}
