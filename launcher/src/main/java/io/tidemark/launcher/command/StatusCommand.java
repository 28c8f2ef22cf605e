package io.tidemark.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.option.NodeOption;
import io.tidemark.launcher.command.print.OffsetText;
import io.tidemark.launcher.command.print.Table;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Asks a node how all layers fare: tidemarks, lag, the archive, runs, quarantine, faults.")
final class StatusCommand implements Runnable {
    @Mixin
    private NodeOption node;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        JsonNode status = node.client().ask("/v1/status", List.of());
        json.print(spec.commandLine().getOut(), status, out -> print(status, out));
    }

    private static void print(JsonNode status, PrintWriter out) {
        Table aggregations = new Table("AGGREGATION", "MANIFEST", "TIDEMARK", "AS OF", "LAG", "COMPLETE");
        status.path("aggregations")
                .forEach(a -> aggregations.row(
                        a.path("name").asText(),
                        a.path("manifest").asLong(),
                        OffsetText.of(a.path("tidemark")),
                        OffsetText.of(a.path("asOf")),
                        a.path("lag").isNumber() ? a.path("lag").asText() : "unknown",
                        a.path("complete").asBoolean() ? "yes" : "no"));
        aggregations.print(out);
        status.path("aggregations").forEach(a -> a.path("whyIncomplete")
                .forEach(reason -> out.println("NOT COMPLETE " + a.path("name").asText() + ": " + reason.asText())));
        out.println();
        Table archive = new Table("ARCHIVE", "PARTITION", "END", "FILES", "QUARANTINED", "TOMBSTONES");
        status.path("archive")
                .forEach(p -> archive.row(
                        p.path("topic").asText(),
                        p.path("partition").asInt(),
                        p.path("end").asLong(),
                        p.path("files").asLong(),
                        p.path("quarantined").asLong(),
                        p.path("tombstones").asLong()));
        archive.print(out);
        out.println();
        JsonNode scheduler = status.path("scheduler");
        out.println(
                scheduler.path("paused").asBoolean()
                        ? "scheduled runs are paused"
                        : "next run: " + scheduler.path("next").asText("not known"));
        scheduler
                .path("recomputes")
                .forEach(recompute -> out.println("next by schedule "
                        + recompute.path("name").asText() + ": "
                        + recompute.path("next").asText("never")
                        + (recompute.has("waiting")
                                ? ", waiting since " + recompute.path("waiting").asText()
                                : "")));
        status.path("realtime")
                .forEach(node -> out.println("speed node " + node.path("node").asText() + ": quarantined records: "
                        + node.path("quarantinedRecords").asLong() + ", tombstones: "
                        + node.path("tombstones").asLong()));
        status.path("faults")
                .forEach(fault -> out.println("FAULT " + fault.path("code").asText() + " "
                        + fault.path("place").asText() + ": "
                        + fault.path("fault").asText() + "; "
                        + fault.path("mend").asText()));
    }
}
