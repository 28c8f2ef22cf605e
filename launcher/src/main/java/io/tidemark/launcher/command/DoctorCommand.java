package io.tidemark.launcher.command;

import io.tidemark.launcher.command.option.ConfigOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.doctor.Doctor;
import io.tidemark.launcher.doctor.Finding;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = {
            "Examines what a configuration names, before the first start or beside a running node, and changes nothing.",
            "That is: Java, the model, directories, ports, who may ask, certificates, Kafka, its topics and their last"
                    + " records. Each line is ok, warning or fault, with its mend.",
        },
        footer = {"", "Exit codes: 0 there is no fault; 1 there is one; 2 the configuration cannot be read."})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new ArrayList<>();
        boolean isWell = Doctor.of(config.read(Map.of())).examine(finding -> {
            findings.add(finding);
            json.printUnlessChosen(out, finding);
        });
        json.print(out, findings, none -> {});
        return isWell ? 0 : 1;
    }
}
