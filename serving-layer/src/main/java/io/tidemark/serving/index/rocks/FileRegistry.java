package io.tidemark.serving.index.rocks;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.level.JoinedName;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Which view files are in the index, under which id: one column family, read whole at start and written through. An id
 * is taken for good before the first row is written under it, so that what a dead load left behind is never mistaken
 * for another file's rows. What was {@linkplain JoinedName joined} of files is there as long as they all are: it goes with the
 * first of them in one step, so that nobody has to find out, beside loads, what has lost a part.
 *
 * <pre>
 * key   00                    value  next id
 * key   02 fingerprint path   value  id, rows, bytes, first tile, end of tiles, keys, origin
 * </pre>
 */
final class FileRegistry {
    private static final byte[] NEXT = {0};

    private final RocksDB db;
    private final ColumnFamilyHandle family;
    private final WriteOptions synced;
    private final ConcurrentMap<FileName, IndexedFile> files = new ConcurrentHashMap<>();
    /** The ids of those that somebody may read. */
    private final Set<Long> found = ConcurrentHashMap.newKeySet();

    /** By the id of each file: what was joined of it. Guarded by this. */
    private final Map<Long, List<FileName>> joinedOf = new HashMap<>();

    private long next;

    FileRegistry(RocksDB db, ColumnFamilyHandle family, WriteOptions synced) throws RocksDBException {
        this.db = db;
        this.family = family;
        this.synced = synced;
        byte[] stored = db.get(family, NEXT);
        next = stored == null ? 1 : new ByteReader(stored).readLong();
        try (RocksIterator rows = db.newIterator(family)) {
            for (rows.seek(new byte[] {FileName.KIND}); rows.isValid(); rows.next()) {
                FileName name = FileName.of(rows.key());
                put(name, decode(name, rows.value()));
            }
            rows.status();
        }
        for (FileName name : List.copyOf(files.keySet())) {
            if (isOfFiles(name)) {
                link(name);
            } else {
                remove(name);
            }
        }
    }

    private void put(FileName name, IndexedFile file) {
        files.put(name, file);
        joinedOf.put(file.id(), new ArrayList<>());
    }

    private void link(FileName name) {
        parts(name).forEach(part -> joinedOf.get(part).add(name));
    }

    private static List<Long> parts(FileName name) {
        return JoinedName.is(name.path()) ? JoinedName.parts(name.path()) : List.of();
    }

    /** Whether it is a view file, or all that it was joined of is here. */
    private boolean isOfFiles(FileName name) {
        return joinedOf.keySet().containsAll(parts(name));
    }

    /** The file as it was loaded; empty if it was not, or if what was loaded under its path was another file, or other groups. */
    Optional<IndexedFile> find(String fingerprint, ViewFile file) {
        IndexedFile known = files.get(new FileName(fingerprint, file.path()));
        // How many of its rows are meant shows when it is read.
        if (known == null || !known.file().equals(file.of(known.file().rows()))) {
            return Optional.empty();
        }
        found.add(known.id());
        return Optional.of(known);
    }

    /** What was loaded under a file's path in an earlier life, and is of no use in this one: so that nobody reads it. */
    Optional<IndexedFile> unread(String fingerprint, ViewFile file) {
        return Optional.ofNullable(files.get(new FileName(fingerprint, file.path())))
                .filter(known -> !found.contains(known.id()));
    }

    synchronized long nextId() {
        return next;
    }

    /** Takes no id below one. */
    synchronized void beginAt(long id) {
        next = Math.max(next, id);
    }

    synchronized long takeId() throws RocksDBException {
        long id = next++;
        ByteWriter out = new ByteWriter();
        out.writeLong(next);
        db.put(family, synced, NEXT, out.toBytes());
        return id;
    }

    /** Takes a file in; empty, and of no use to anybody, if it was joined of what has gone by now. */
    synchronized Optional<IndexedFile> add(String fingerprint, ViewFile file, long id) throws RocksDBException {
        FileName name = new FileName(fingerprint, file.path());
        if (!isOfFiles(name)) {
            return Optional.empty();
        }
        IndexedFile indexed = new IndexedFile(file, id);
        ByteWriter out = new ByteWriter();
        out.writeLong(id);
        out.writeLong(file.rows());
        out.writeLong(file.bytes());
        out.writeLong(file.tiles().firstMillis());
        out.writeLong(file.tiles().endMillis());
        out.writeString(file.keys().first());
        out.writeString(file.keys().end());
        out.writeString(file.origin().checksum());
        out.writeString(file.origin().writer());
        out.writeVarInt(file.origin().generation());
        db.put(family, synced, name.key(), out.toBytes());
        put(name, indexed);
        link(name);
        found.add(id);
        return Optional.of(indexed);
    }

    /** Forgets a file and what was joined of it. Returns the ids that are no file's any more. */
    synchronized List<Long> remove(FileName name) throws RocksDBException {
        List<FileName> gone = new ArrayList<>();
        if (files.containsKey(name)) {
            gone.add(name);
        }
        try (WriteBatch batch = new WriteBatch()) {
            // What is found on the way is gone through too: a month is joined of days.
            for (int i = 0; i < gone.size(); i++) {
                batch.delete(family, gone.get(i).key());
                for (FileName joined :
                        joinedOf.getOrDefault(files.get(gone.get(i)).id(), List.of())) {
                    if (!gone.contains(joined)) {
                        gone.add(joined);
                    }
                }
            }
            db.write(synced, batch);
        }
        List<Long> ids = new ArrayList<>();
        for (FileName each : gone) {
            long id = files.remove(each).id();
            joinedOf.remove(id);
            parts(each).forEach(part -> joinedOf.getOrDefault(part, new ArrayList<>())
                    .remove(each));
            found.remove(id);
            ids.add(id);
        }
        return ids;
    }

    Map<FileName, IndexedFile> files() {
        return Map.copyOf(files);
    }

    /** The half-open ranges of ids that belong to no file. */
    synchronized List<long[]> strayIds() {
        List<long[]> stray = new ArrayList<>();
        long first = 0;
        for (long id :
                files.values().stream().mapToLong(IndexedFile::id).sorted().toArray()) {
            if (id > first) {
                stray.add(new long[] {first, id});
            }
            first = id + 1;
        }
        // Also what is said to be nobody's yet: that an id was taken may be what the disk has lost.
        stray.add(new long[] {first, Long.MAX_VALUE});
        return stray;
    }

    private static IndexedFile decode(FileName name, byte[] value) {
        ByteReader in = new ByteReader(value);
        long id = in.readLong();
        long rows = in.readLong();
        long bytes = in.readLong();
        TimeRange tiles = new TimeRange(in.readLong(), in.readLong());
        KeyRange keys = new KeyRange(in.readString(), in.readString());
        FileOrigin origin = new FileOrigin(in.readString(), in.readString(), in.readVarInt());
        return new IndexedFile(new ViewFile(name.path(), tiles, keys, rows, bytes, origin), id);
    }
}
