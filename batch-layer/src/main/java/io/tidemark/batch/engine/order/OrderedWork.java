package io.tidemark.batch.engine.order;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.storage.Storage;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An order in a process that has the model: what its tasks need of it. Safe for use by many threads.
 *
 * @param parts in the order of {@link WorkOrder#parts}
 */
public record OrderedWork(WorkOrder order, Storage storage, List<Part<?>> parts, Intervals intervals) {
    /**
     * @throws OrderRefusedException if the model here is not the one that the run was planned with
     */
    public static OrderedWork of(WorkOrder order, Model model, Storage storage) {
        List<Part<?>> parts = new ArrayList<>();
        for (OrderedPart part : order.parts()) {
            Optional<AggregationDefinition<?>> found =
                    model.aggregation(part.view().name());
            String here = found.map(AggregationDefinition::fingerprint).orElse("none");
            if (!here.equals(part.view().fingerprint())) {
                String place = "aggregation \"" + part.view().name() + "\"";
                throw OrderRefusedException.otherDefinition(place, part.view().fingerprint(), here);
            }
            parts.add(part.with(found.orElseThrow()));
        }
        return new OrderedWork(order, storage, List.copyOf(parts), new Intervals(order));
    }

    /**
     * The pass over the files of a unit.
     *
     * @throws OrderRefusedException if a file is not the one that the run was planned with
     */
    public Pass pass(WorkUnit unit) {
        List<ArchiveFile> files = new ArrayList<>();
        for (OrderedFile ordered : unit.files()) {
            ArchiveFile file = Link.read(storage, ordered.path()).file();
            if (!file.origin().checksum().equals(ordered.checksum())) {
                throw new OrderRefusedException(
                        ordered.path(),
                        "is not the file that the run was planned with: it adds up to "
                                + file.origin().checksum() + ", not " + ordered.checksum(),
                        "nothing: the next run is planned with what is there now");
            }
            files.add(file);
        }
        return new Pass(files, parts, order.attempt());
    }
}
