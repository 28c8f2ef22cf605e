package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;

/** By what a table is known as one of this follower's, on which nobody else has written. */
final class OwnTable {
    static final String ROOT = "tidemark.root";
    static final String MAPPING = TableProperties.DEFAULT_NAME_MAPPING;

    private OwnTable() {}

    static Map<String, String> properties(String root) {
        return Map.of(
                ROOT,
                root,
                // The files are the batch views: to expire a snapshot must not delete them.
                TableProperties.GC_ENABLED,
                "false",
                // What another process has committed is looked at, and not put before what is committed here.
                TableProperties.COMMIT_NUM_RETRIES,
                "0",
                TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
                "true");
    }

    /**
     * Files have no field ids, and columns are known by their names: those of now, and those that former snapshots had.
     *
     * @param former the mapping of before; null if there was none
     */
    static String mapping(Schema schema, String former) {
        List<MappedField> fields =
                new ArrayList<>(MappingUtil.create(schema).asMappedFields().fields());
        if (former != null) {
            NameMappingParser.fromJson(former).asMappedFields().fields().stream()
                    .filter(field -> field.names().stream().allMatch(name -> schema.findField(name) == null))
                    .forEach(fields::add);
        }
        return NameMappingParser.toJson(NameMapping.of(fields));
    }

    /**
     * What the table shows.
     *
     * @throws FollowerException if it is not this follower's, or somebody has changed it
     */
    static Mark require(String place, Table table, String root, TableSource source) {
        String of = table.properties().getOrDefault(ROOT, "");
        if (!of.equals(root)) {
            throw new FollowerException(
                    "TM-ICE-003",
                    place,
                    (of.isEmpty() ? "was not made by Tidemark" : "shows the storage " + of) + ", and this one is "
                            + root,
                    "give this installation a batch.follower.namespace of its own, or drop that table without its files");
        }
        Snapshot current = table.currentSnapshot();
        Optional<Mark> mark = Optional.ofNullable(current).flatMap(Mark::of);
        if (mark.isEmpty()) {
            throw changed(
                    place,
                    current == null
                            ? "has no snapshot any more"
                            : "somebody else has written to it, snapshot " + current.snapshotId() + " ("
                                    + current.operation() + ")",
                    "roll it back to the last snapshot that has tidemark.manifest in its summary (rollback_to_snapshot)");
        }
        requireProperties(place, table);
        source.columns(mark.get().version()).ifPresent(columns -> requireColumns(place, table.schema(), columns));
        return mark.get();
    }

    private static void requireProperties(String place, Table table) {
        if (!"false".equals(table.properties().get(TableProperties.GC_ENABLED))) {
            throw changed(
                    place,
                    "its property gc.enabled is not false, so that whoever expires a snapshot deletes files of the storage",
                    "set it to false");
        }
        if (!table.properties().containsKey(MAPPING)) {
            throw changed(
                    place, "its property " + MAPPING + " is gone, without which all columns are null", "put it back");
        }
    }

    private static void requireColumns(String place, Schema schema, Schema columns) {
        for (Types.NestedField column : columns.columns()) {
            Types.NestedField found = schema.findField(column.name());
            if (found == null || !type(found).equals(type(column))) {
                throw changed(
                        place,
                        "its column " + column.name() + " is " + (found == null ? "gone" : "of type " + type(found))
                                + ", and the view's is of type " + type(column),
                        "put it back as it was");
            }
        }
    }

    /** Without the ids, which each table gives anew. */
    private static String type(Types.NestedField column) {
        return column.type().toString().replaceAll("\\d+: ", "");
    }

    private static FollowerException changed(String place, String fault, String mend) {
        return new FollowerException(
                "TM-ICE-004", place, fault, mend + ", or drop the table without its files: it is made anew");
    }
}
