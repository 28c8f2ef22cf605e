package io.tidemark.batch;

import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.engine.EngineProvider;
import io.tidemark.batch.engine.local.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Opens the engine that is asked for: the one of this layer, or one of a module that is on the class path. */
final class Engines {
    private Engines() {}

    /** @throws EngineException if it is not there, or is not set up */
    static Engine of(EngineChoice choice, EngineContext context) {
        if (choice.isLocal()) {
            return new LocalEngine(context.storage(), context.archive(), context.settings(), context.watch());
        }
        List<String> known = new ArrayList<>(List.of(EngineChoice.LOCAL.name()));
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class, Engines.class.getClassLoader())) {
            if (provider.name().equals(choice.name())) {
                return provider.open(choice, context);
            }
            known.add(provider.name());
        }
        throw new EngineException(
                "TM-ENG-001",
                "batch.engine",
                "\"" + choice.name() + "\" is not on the class path, which has " + String.join(", ", known),
                "put the jars of module engine-" + choice.name() + " on it, or set another engine");
    }
}
