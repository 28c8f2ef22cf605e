package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.follow.FollowerException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Namespace;

/**
 * Where tables are.
 *
 * @param name the catalog's; a JDBC catalog keeps tables under it
 * @param catalog the catalog's properties in Iceberg's own names, such as {@code uri}
 * @param views the namespace of the tables of views
 */
record IcebergSettings(String name, Map<String, String> catalog, Namespace views) {
    private static final String CATALOG = "catalog.";
    private static final String NAME = "name";
    private static final String NAMESPACE = "namespace";
    private static final String STANDARD = "tidemark";

    /** @throws FollowerException if something is missing, or nobody would read it */
    static IcebergSettings of(FollowerChoice choice) {
        Map<String, String> catalog = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        choice.options().forEach((option, value) -> {
            if (option.startsWith(CATALOG)) {
                catalog.put(option.substring(CATALOG.length()), value);
            } else if (!Set.of(NAME, NAMESPACE).contains(option)) {
                unknown.add("batch.follower." + option);
            }
        });
        if (!unknown.isEmpty()) {
            throw refused(
                    String.join(", ", unknown),
                    "is no setting of the Iceberg follower",
                    "leave it out; the catalog's own properties begin with batch.follower.catalog.");
        }
        boolean isTold = catalog.containsKey(CatalogUtil.ICEBERG_CATALOG_TYPE)
                || catalog.containsKey(CatalogProperties.CATALOG_IMPL);
        if (!isTold) {
            throw refused(
                    "batch.follower.catalog.type",
                    "is not given",
                    "write batch.follower.catalog.type=rest or jdbc, and batch.follower.catalog.uri=…");
        }
        String namespace = choice.options().getOrDefault(NAMESPACE, STANDARD);
        return new IcebergSettings(
                choice.options().getOrDefault(NAME, STANDARD),
                Map.copyOf(catalog),
                Namespace.of(namespace.split("\\.")));
    }

    private static FollowerException refused(String place, String fault, String mend) {
        return new FollowerException("TM-ICE-001", place, fault, mend);
    }

    /** As messages have it; without what may be secret. */
    String place() {
        return "Iceberg catalog \"" + name + "\"";
    }
}
