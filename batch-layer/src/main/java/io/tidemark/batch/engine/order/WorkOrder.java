package io.tidemark.batch.engine.order;

import java.util.List;

/**
 * What a run asks of an engine, as any process with the model's jars can take it: {@link OrderedWork} makes the pass of it
 * that the run planned. The files to fold are in {@link WorkUnit}s beside it, so that a task is told of its own alone.
 *
 * @param model the name of its class: its jars are where the engine has put them
 * @param root of the storage, as a URI
 * @param topic a topic that it reads, of which no other order of the same attempt does: for names alone
 * @param attempt names the files that are written; never used twice
 * @param borders between the intervals of rows that are merged each by itself, ascending; none: there is one interval
 * @param fileRows how many rows a view file should have at most
 */
public record WorkOrder(
        String model,
        String root,
        String topic,
        String attempt,
        List<OrderedPart> parts,
        List<Border> borders,
        long fileRows) {
    public WorkOrder {
        parts = List.copyOf(parts);
        borders = List.copyOf(borders);
        if (parts.size() > RowKeyLayout.MOST_PARTS) {
            throw new IllegalArgumentException(
                    "an order of " + parts.size() + " parts; " + RowKeyLayout.MOST_PARTS + " is the most");
        }
    }
}
