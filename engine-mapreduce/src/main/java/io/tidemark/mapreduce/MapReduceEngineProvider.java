package io.tidemark.mapreduce;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.EngineProvider;

/** Opens {@code batch.engine=mapreduce}. */
public final class MapReduceEngineProvider implements EngineProvider {
    @Override
    public String name() {
        return "mapreduce";
    }

    /** @throws EngineException if there is no Hadoop configuration that names a cluster */
    @Override
    public Engine open(EngineChoice choice, EngineContext context) {
        return new MapReduceEngine(ClusterSettings.of(choice), choice.modelJars(), context);
    }
}
