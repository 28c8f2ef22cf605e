package io.tidemark.serving.index.rocks;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
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
import org.rocksdb.WriteOptions;

/**
 * Which view files are in the index, under which id: one column family, read whole at start and written through. An id
 * is taken for good before the first row is written under it, so that what a dead load left behind is never mistaken
 * for another file's rows.
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
                files.put(name, decode(name, rows.value()));
            }
            rows.status();
        }
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

    synchronized IndexedFile add(String fingerprint, ViewFile file, long id) throws RocksDBException {
        FileName name = new FileName(fingerprint, file.path());
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
        files.put(name, indexed);
        found.add(id);
        return indexed;
    }

    synchronized void remove(FileName name) throws RocksDBException {
        db.delete(family, synced, name.key());
        IndexedFile gone = files.remove(name);
        if (gone != null) {
            found.remove(gone.id());
        }
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
