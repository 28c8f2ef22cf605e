package io.tidemark.batch;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import java.util.List;
import java.util.function.Supplier;

/** An engine in which one aggregation makes every pass fail that it is part of. */
public record FailingEngine(Engine engine, String aggregation, Supplier<Throwable> failure) implements Engine {
    @Override
    public List<Outcome> run(Pass pass, Progress progress) throws InterruptedException {
        if (pass.parts().stream().anyMatch(part -> part.definition().name().equals(aggregation))) {
            Throwable now = failure.get();
            if (now != null) {
                throw FailingEngine.<RuntimeException>unchecked(now);
            }
        }
        return engine.run(pass, progress);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
