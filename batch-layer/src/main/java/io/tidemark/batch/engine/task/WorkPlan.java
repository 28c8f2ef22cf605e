package io.tidemark.batch.engine.task;

import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.order.OrderedFile;
import io.tidemark.batch.engine.order.OrderedPart;
import io.tidemark.batch.engine.order.WorkOrder;
import io.tidemark.batch.engine.order.WorkUnit;
import io.tidemark.batch.storage.Storage;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass as an order for other processes. Made where the run is planned, of the pass alone: how the work is divided does
 * not depend on who does it. What it takes in memory grows with files, never with rows.
 */
public record WorkPlan(WorkOrder order, List<WorkUnit> units) {
    public WorkPlan {
        units = List.copyOf(units);
    }

    /**
     * @param model the name of the class of the model that the definitions are of
     * @param fileRows how many rows a view file should have at most, and a task should merge
     * @param settings what looking at samples of the archive may use of this process
     */
    public static WorkPlan of(Pass pass, String model, Storage storage, long fileRows, TaskSettings settings)
            throws InterruptedException {
        Division division = Division.of(pass);
        List<WorkUnit> units = new ArrayList<>();
        for (Division.Unit unit : division.units()) {
            List<OrderedFile> ordered = new ArrayList<>();
            unit.files().forEach(file -> ordered.add(OrderedFile.of(file, unit.wanted(pass, file))));
            units.add(new WorkUnit(units.size(), ordered, unit.parts()));
        }
        List<OrderedPart> parts = new ArrayList<>();
        for (Part<?> part : pass.parts()) {
            parts.add(OrderedPart.of(part));
        }
        WorkOrder order = new WorkOrder(
                model,
                storage.root().toString(),
                pass.topics().first(),
                pass.attempt(),
                parts,
                BorderSample.borders(pass, division, storage, fileRows, settings),
                fileRows);
        return new WorkPlan(order, units);
    }

    /** The rows of the archive that will be read. */
    public long rows() {
        return units.stream().mapToLong(WorkUnit::rows).sum();
    }
}
