package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerException;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalog, opened when it is first needed: a node starts without it. Owned by the follower's thread. */
final class Tables {
    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);

    /** Causes may go round in a circle. */
    private static final int DEEPEST = 20;

    private final IcebergSettings settings;
    /** Null until it was reached. */
    private Catalog catalog;

    Tables(IcebergSettings settings) {
        this.settings = settings;
    }

    /**
     * Asks for something of the catalog's. Whatever it throws may pass: an answer that did not come is no answer, and who asks
     * again looks first at what is there.
     */
    <T> T ask(String place, Supplier<T> question) {
        try {
            return question.get();
        } catch (FaultException named) {
            throw named;
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("the catalog refuses, or does not answer place={}", place, e);
            throw FollowerException.passing(
                    new Fault(
                            "TM-ICE-002",
                            place,
                            "cannot be asked, or refuses: " + reason(e),
                            "see that the catalog answers and that its user may create and change tables; runs are published"
                                    + " meanwhile, and shown when it does"),
                    e);
        }
    }

    /** What is said last most often says least. */
    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        for (int depth = 0; deepest.getCause() != null && depth < DEEPEST; depth++) {
            deepest = deepest.getCause();
        }
        String first = Reason.of(failure);
        String last = Reason.of(deepest);
        return first.contains(last) ? first : first + ": " + last;
    }

    Optional<Table> find(TableIdentifier table) {
        try {
            return Optional.of(catalog().loadTable(table));
        } catch (NoSuchTableException none) {
            return Optional.empty();
        }
    }

    /** For a table that may be its namespace's first. */
    Catalog.TableBuilder build(TableIdentifier table, org.apache.iceberg.Schema schema) {
        if (catalog() instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(table.namespace())) {
            try {
                namespaces.createNamespace(table.namespace());
            } catch (AlreadyExistsException another) {
                LOG.debug("another process made the namespace", another);
            }
        }
        return catalog().buildTable(table, schema);
    }

    private Catalog catalog() {
        if (catalog == null) {
            catalog = ask(
                    settings.place(),
                    () -> CatalogUtil.buildIcebergCatalog(settings.name(), settings.catalog(), new Configuration()));
        }
        return catalog;
    }

    void close() {
        if (catalog instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException | RuntimeException e) {
                LOG.debug("the catalog did not close cleanly", e);
            }
        }
    }
}
