package io.tidemark.launcher.doctor;

import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.node.JavaCheck;
import io.tidemark.launcher.node.ModelJars;
import io.tidemark.launcher.node.ProcessCheck;
import io.tidemark.model.DefinitionException;
import io.tidemark.model.Model;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Examines what a configuration names: Java, model, directories, ports, who may ask, Kafka and its topics, speed nodes. May be asked before the
 * first start and beside a running node.
 *
 * <pre>{@code
 * boolean isWell = Doctor.of(config).examine(finding -> System.out.println(finding));
 * }</pre>
 */
public final class Doctor {
    private final Config config;
    private final Clock clock;

    private Doctor(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    public static Doctor of(Config config) {
        return new Doctor(config, Clock.systemUTC());
    }

    /**
     * Examines everything, and tells what it finds as it finds it.
     *
     * @return whether there was no fault; warnings do not count
     */
    public boolean examine(Consumer<Finding> told) {
        boolean[] isWell = {true};
        Consumer<Finding> tell = finding -> {
            isWell[0] &= finding.level() != Finding.Level.FAULT;
            told.accept(finding);
        };
        examineJava(tell);
        Optional<Model> model = model(tell);
        List<Examination> further = new ArrayList<>(List.of(
                new DirectoryExamination(Keys.DATA_DIRECTORY, config.value(Keys.DATA_DIRECTORY)),
                new StorageExamination(config.value(Keys.STORAGE_ROOT)),
                new PortExamination(config),
                new AccessExamination(config, model, clock),
                new SecretsExamination(config)));
        if (config.has(Role.BATCH)) {
            config.value(Keys.BATCH_SPILL)
                    .ifPresent(spill -> further.add(new DirectoryExamination(Keys.BATCH_SPILL, spill)));
        }
        further.add(new KafkaExamination(config, model.map(Model::streams).orElse(List.of()), clock));
        model.ifPresent(known -> further.add(new NodesExamination(config, known, clock)));
        further.forEach(examination -> examination.findings().forEach(tell));
        return isWell[0];
    }

    private static void examineJava(Consumer<Finding> tell) {
        ProcessCheck.warnings().forEach(fault -> tell.accept(Finding.warning(fault)));
        try {
            ProcessCheck.requireLibraries();
        } catch (ConfigException refused) {
            refused.faults().forEach(fault -> tell.accept(Finding.fault(fault)));
        }
        List<Fault> newer = JavaCheck.ofThisJava().ofJava();
        newer.forEach(fault -> tell.accept(Finding.warning(fault)));
        if (newer.isEmpty()) {
            tell.accept(Finding.ok("Java", System.getProperty("java.runtime.version")));
        }
    }

    private Optional<Model> model(Consumer<Finding> tell) {
        try {
            Model model = ModelJars.load(config.value(Keys.MODEL_CLASS), config.value(Keys.MODEL_JAR));
            List<Fault> refused = JavaCheck.ofThisJava().of(model);
            refused.removeAll(JavaCheck.ofThisJava().ofJava());
            refused.forEach(fault -> tell.accept(Finding.fault(fault)));
            tell.accept(Finding.ok(
                    "model " + model.name(),
                    Counted.of(model.aggregations().size(), "aggregation") + " over "
                            + Counted.of(model.streams().size(), "topic")));
            return Optional.of(model);
        } catch (DefinitionException faulty) {
            faulty.faults().forEach(fault -> tell.accept(Finding.fault(fault)));
        } catch (ConfigException missing) {
            missing.faults().forEach(fault -> tell.accept(Finding.fault(fault)));
        }
        return Optional.empty();
    }
}
