package io.tidemark.batch;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogTopics;
import io.tidemark.log.Silence;
import io.tidemark.loop.LoopStep;
import io.tidemark.model.Model;
import io.tidemark.stream.StreamDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Asks for each topic of the model now and then. A reader whose log is away waits without a word, as Kafka's clients do; this
 * says which topic cannot be read, and why. Owned by its loop's thread.
 */
final class LogWatch implements LoopStep {
    private final Model model;
    private final LogTopics log;
    private final FaultSource faults;
    private final Duration every;
    /** By topic. */
    private final Map<String, Fault> standing = new HashMap<>();

    LogWatch(Model model, LogTopics log, Faults faults, Duration every) {
        this.model = model;
        this.log = log;
        this.faults = faults.source();
        this.every = every;
    }

    @Override
    public Duration step() {
        Silence silence = new Silence();
        for (StreamDefinition<?> stream : model.streams()) {
            if (!silence.isOfAll()) {
                ask(stream.topic(), silence);
            }
        }
        return every;
    }

    private void ask(String topic, Silence silence) {
        Fault before = standing.remove(topic);
        try {
            log.describe(topic);
        } catch (FaultException named) {
            silence.heard(named);
            standing.put(topic, named.fault());
            faults.raise(named.fault());
        }
        if (before != null
                && standing.values().stream().noneMatch(f -> f.place().equals(before.place()))) {
            faults.clear(before.place());
        }
    }
}
