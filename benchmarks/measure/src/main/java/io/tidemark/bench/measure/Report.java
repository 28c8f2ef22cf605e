package io.tidemark.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes {@code RESULTS.md} and {@code results.json} from the lines of all runs. Arguments: the file of lines, and the
 * folder to write to.
 */
public final class Report {
    private Report() {}

    public static void main(String[] args) throws IOException {
        RunLog log = RunLog.of(Files.readAllLines(Path.of(args[0])));
        Path folder = Path.of(args[1]);
        Files.writeString(folder.resolve("results.json"), ResultsJson.write(log.series()));
        Files.writeString(folder.resolve("RESULTS.md"), new ResultsPage(log).write());
    }
}
