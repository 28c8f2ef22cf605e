package io.tidemark.iceberg;

import java.util.function.Predicate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A JDBC catalog that may be away, and of which answers get lost. */
public final class UnreliableCatalog extends JdbcCatalog {
    static volatile boolean isAway;
    /** Of which tables the answer to the next commits is lost. */
    static volatile Predicate<String> loses = table -> false;

    @Override
    protected TableOperations newTableOps(TableIdentifier table) {
        if (isAway) {
            throw new ServiceUnavailableException("nobody answers");
        }
        return new Losing(super.newTableOps(table), table.name());
    }

    private record Losing(TableOperations operations, String table) implements TableOperations {
        @Override
        public TableMetadata current() {
            return operations.current();
        }

        @Override
        public TableMetadata refresh() {
            return operations.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            operations.commit(base, metadata);
            if (loses.test(table)) {
                throw new CommitStateUnknownException(new IllegalStateException("Connection reset"));
            }
        }

        @Override
        public FileIO io() {
            return operations.io();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return operations.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return operations.locationProvider();
        }

        @Override
        public TableOperations temp(TableMetadata uncommitted) {
            return operations.temp(uncommitted);
        }
    }
}
