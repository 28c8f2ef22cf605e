package io.tidemark.spark;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineProvider;

/** Opens {@link SparkEngine}. Found by its service. */
public final class SparkEngineProvider implements EngineProvider {
    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Engine open(EngineChoice choice, EngineContext context) {
        SparkSettings settings = SparkSettings.of(
                choice, System.getenv(), context.settings().spillDirectory().resolve("spark"));
        return new SparkEngine(settings, context);
    }
}
