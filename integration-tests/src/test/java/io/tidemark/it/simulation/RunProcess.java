package io.tidemark.it.simulation;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.cut.Cut;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import java.time.Clock;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** A batch process that does one run at a time, in two steps, so that the world goes on between what it read and publishes. */
final class RunProcess {
    private static final EngineSettings ENGINE = EngineSettings.defaults().withThreads(1);
    /** Nearly all goes into lists, and those are taken into one another. */
    private static final ListSettings LISTS = new ListSettings(1, 1, 2, 5);

    private final String name;
    private final MemoryFileSystem files;
    private final Storage storage;
    private final InMemoryEventLog log;
    private final Clock clock;
    private final Cut cut;
    private Archive archive;
    private ManifestStore manifests;
    private Model model;
    private boolean isTroubled;
    private int begun;
    private Optional<Run.Execution> ready = Optional.empty();

    RunProcess(String name, MemoryFileSystem files, InMemoryEventLog log, Clock clock, Cut cut) {
        this.name = name;
        this.files = files;
        this.storage = Storage.on(files, new Path("/"));
        this.log = log;
        this.clock = clock;
        this.cut = cut;
    }

    boolean isBusy() {
        return ready.isPresent();
    }

    /** The id of the run that is computed next. */
    String next() {
        return name + "-" + (begun + 1);
    }

    /** Reads the newest manifest and computes what will take its place. */
    void compute(RunRequest request) {
        Run.Between between =
                new Run.Between(storage, archive, manifests, new LocalEngine(storage, archive, ENGINE), log, clock);
        Run run = new Run(model, between, cut);
        try {
            ready = Optional.of(run.compute(name + "-" + ++begun, 1, request, Progress.UNHEARD));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a simulation", e);
        }
    }

    /** Publishes what was computed; what another run has superseded is dropped. */
    RunResult publish() {
        Run.Execution computed = ready.orElseThrow();
        ready = Optional.empty();
        try {
            computed.publish();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a simulation", e);
        }
        return computed.result();
    }

    /** Begins a life: what the one before knew is gone. */
    void kill() {
        manifests = new ManifestStore(storage, clock, cut, LISTS, KeepSettings.DEFAULT);
        archive = new Archive(storage, manifests);
        ready = Optional.empty();
        isTroubled = false;
        files.revive();
    }

    void failFiles(int changes, int failures) {
        isTroubled = true;
        files.failAfter(changes, failures);
    }

    /** Whether something was made to fail since it was killed last, and may have. */
    boolean isTroubled() {
        return isTroubled;
    }

    /** The definitions that it has had since it began. */
    Model model() {
        return model;
    }

    /** Goes on with other definitions. */
    void redefine(Model present) {
        model = present;
    }

    void start(Model present) {
        kill();
        model = present;
    }

    void dieAfter(int changes) {
        files.dieAfter(changes);
    }
}
