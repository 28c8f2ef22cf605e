package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerException;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table, brought from manifest to manifest: of each that is still there one snapshot, if it changes anything. What the
 * table shows is asked of the table each time. A commit goes through only on the snapshot that was looked at, so that what
 * another process committed, or this one without being told, is met and not done again. Owned by the follower's thread.
 */
final class FollowedTable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedTable.class);

    private final TableSource source;
    private final TableIdentifier identifier;
    private final Tables tables;
    private final StoredFiles files;
    private final ManifestStore manifests;
    /** The last manifest that the table was brought to; 0 while that was not asked. Any thread's to read. */
    private volatile long reached;

    FollowedTable(
            TableSource source, TableIdentifier identifier, Tables tables, StoredFiles files, ManifestStore manifests) {
        this.source = source;
        this.identifier = identifier;
        this.tables = tables;
        this.files = files;
        this.manifests = manifests;
    }

    long reached() {
        return reached;
    }

    String place() {
        return "Iceberg table \"" + identifier + "\"";
    }

    /**
     * Goes on to the newest manifest, by way of those in between. A table that is new begins with the newest.
     *
     * @throws FollowerException if the table cannot go on
     */
    void follow(Manifest newest) {
        if (reached == newest.number()) {
            return;
        }
        long last = reached > 0 ? reached : shown(newest).orElse(newest.number() - 1);
        for (long number : manifests.numbers()) {
            if (number > last && number < newest.number()) {
                pass(number);
            }
        }
        bring(newest);
        reached = newest.number();
    }

    private Optional<Long> shown(Manifest newest) {
        Optional<Mark> mark = tables.ask(place(), () -> tables.find(identifier).map(this::requireOurs));
        mark.filter(shown -> shown.manifest() > newest.number()).ifPresent(ahead -> {
            throw new FollowerException(
                    "TM-ICE-005",
                    place(),
                    "shows manifest " + ahead.manifest() + ", and the newest there is has number " + newest.number()
                            + ": what lies at storage.root was begun anew, or restored from an older copy",
                    "drop the table without its files; it is made anew");
        });
        return mark.map(Mark::manifest);
    }

    /** One that is not the newest may be swept away, or damaged: then the next one shows what it would have. */
    private void pass(long number) {
        try {
            manifests.manifest(number).ifPresent(this::bring);
            reached = number;
        } catch (FollowerException stopped) {
            throw stopped;
        } catch (FaultException unreadable) {
            LOG.info("passed over table={} manifest={} fault={}", identifier, number, unreadable.fault());
        }
    }

    private void bring(Manifest manifest) {
        tables.ask(place(), () -> {
            Optional<Table> table = tables.find(identifier);
            Optional<Mark> before = table.map(this::requireOurs);
            if (before.isPresent() && before.get().manifest() >= manifest.number()) {
                return null;
            }
            source.of(manifest, before.map(Mark::version)).ifPresent(shown -> {
                if (table.isEmpty()) {
                    create(shown);
                } else if (shown.mark().version().equals(before.get().version())) {
                    change(table.get(), before.get(), shown);
                } else {
                    replace(shown);
                }
            });
            return null;
        });
    }

    private Mark requireOurs(Table table) {
        return OwnTable.require(place(), table, files.root(), source);
    }

    private void create(Shown shown) {
        Schema columns = source.columns(shown.mark().version()).orElseThrow();
        begin(
                tables.build(identifier, columns)
                        .withProperties(OwnTable.properties(files.root()))
                        .createTransaction(),
                shown);
    }

    /** Other columns and files than those of before, in one step; what was shown before can still be asked for. */
    private void replace(Shown shown) {
        Schema columns = source.columns(shown.mark().version()).orElseThrow();
        begin(
                tables.build(identifier, columns)
                        .withProperties(OwnTable.properties(files.root()))
                        .replaceTransaction(),
                shown);
    }

    private void begin(Transaction transaction, Shown shown) {
        Table table = transaction.table();
        transaction
                .updateProperties()
                .set(
                        OwnTable.MAPPING,
                        OwnTable.mapping(table.schema(), table.properties().get(OwnTable.MAPPING)))
                .commit();
        AppendFiles append = transaction.newFastAppend();
        shown.files().forEach(path -> append.appendFile(files.of(path, table)));
        say(append, shown.mark());
        append.commit();
        transaction.commitTransaction();
        LOG.info(
                "begun table={} manifest={} files={}",
                identifier,
                shown.mark().manifest(),
                shown.files().size());
    }

    private void change(Table table, Mark before, Shown shown) {
        Map<String, DataFile> present = present(table);
        OverwriteFiles change = table.newOverwrite();
        int[] changes = {0};
        present.forEach((path, file) -> {
            if (!shown.files().contains(path)) {
                change.deleteFile(file);
                changes[0]++;
            }
        });
        shown.files().stream().filter(path -> !present.containsKey(path)).forEach(path -> {
            change.addFile(files.of(path, table));
            changes[0]++;
        });
        if (changes[0] == 0 && before.says().equals(shown.mark().says())) {
            return;
        }
        say(change, shown.mark());
        change.validateFromSnapshot(table.currentSnapshot().snapshotId())
                .conflictDetectionFilter(Expressions.alwaysTrue())
                .validateNoConflictingData()
                .commit();
        LOG.info(
                "committed table={} manifest={} changed={}",
                identifier,
                shown.mark().manifest(),
                changes[0]);
        FormerSnapshots.forget(table, manifests.numbers());
    }

    private Map<String, DataFile> present(Table table) {
        Map<String, DataFile> present = new HashMap<>();
        String root = files.root() + "/";
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                String location = task.file().location();
                String path = location.startsWith(root) ? location.substring(root.length()) : location;
                present.put(path, task.file().copyWithoutStats());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return present;
    }

    private static void say(SnapshotUpdate<?> update, Mark mark) {
        update.set(Mark.MANIFEST, Long.toString(mark.manifest()));
        mark.says().forEach(update::set);
    }
}
