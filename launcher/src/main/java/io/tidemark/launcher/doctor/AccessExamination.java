package io.tidemark.launcher.doctor;

import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.access.AccessConfig;
import io.tidemark.launcher.access.TlsConfig;
import io.tidemark.launcher.config.AccessKeys;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.config.TlsKeys;
import io.tidemark.model.Model;
import io.tidemark.serving.http.GuardedModel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who may ask a node, and by which certificates: read as the node reads them when it starts. */
final class AccessExamination implements Examination {
    private final Config config;
    private final Optional<Model> model;
    private final Clock clock;

    /** @param model without one rules are not looked at, which name what is in it */
    AccessExamination(Config config, Optional<Model> model, Clock clock) {
        this.config = config;
        this.model = model;
        this.clock = clock;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            AccessConfig access = new AccessConfig(config);
            access.requireSafety();
            if (config.has(Role.SERVING)) {
                examine(access.http(), findings);
            }
            access.nodes();
            TlsConfig tls = new TlsConfig(config);
            tls.http().ifPresent(files -> examine(TlsKeys.HTTP_KEYSTORE.name(), files, findings));
            tls.nodes().ifPresent(files -> examine(TlsKeys.NODES_KEYSTORE.name(), files, findings));
        } catch (ConfigException refused) {
            refused.faults().forEach(fault -> findings.add(Finding.fault(fault)));
        }
        return findings;
    }

    private void examine(AccessSettings settings, List<Finding> findings) {
        Faults faults = new Faults(FaultListener.NONE);
        try {
            // Rules name what is in the model.
            Optional<Path> rules = model.isPresent() ? settings.rules() : Optional.empty();
            new AccessSettings(settings.ways(), rules)
                    .doorkeeper(model.map(GuardedModel::of).orElse(List.of()), clock, faults)
                    .refresh();
            faults.standing().forEach(fault -> findings.add(Finding.fault(fault)));
            if (faults.standing().isEmpty()) {
                findings.add(Finding.ok(
                        AccessKeys.HTTP_AUTHENTICATION.name(),
                        settings.isOpen()
                                ? "anybody who reaches " + config.value(Keys.HTTP_HOST) + " may do everything"
                                : "the files that say who may ask can be used"));
            }
        } catch (FaultException refused) {
            findings.add(Finding.fault(refused.fault()));
        }
    }

    private void examine(String key, TlsFiles files, List<Finding> findings) {
        Faults faults = new Faults(FaultListener.NONE);
        try {
            new Tls(files, faults, clock).look();
            faults.standing().forEach(fault -> findings.add(Finding.warning(fault)));
            if (faults.standing().isEmpty()) {
                findings.add(Finding.ok(key, "can be used"));
            }
        } catch (FaultException refused) {
            findings.add(Finding.fault(refused.fault()));
        }
    }
}
