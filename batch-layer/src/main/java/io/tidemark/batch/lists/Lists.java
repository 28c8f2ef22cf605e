package io.tidemark.batch.lists;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewLists;
import io.tidemark.manifest.json.ListJson;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.parquet.io.SeekableInputStream;

/**
 * Reads lists. What manifest after manifest refers to is read once, and held for as long as there is memory for it. Safe for
 * use by many threads.
 */
public final class Lists implements ViewLists {
    private final Storage storage;
    private final LoadingCache<ListPart, List<ViewFile>> views;

    public Lists(Storage storage) {
        this.storage = storage;
        this.views = Caffeine.newBuilder().softValues().build(this::viewFiles);
    }

    /** @throws StorageException if it cannot be read, or is not what was written */
    @Override
    public List<ViewFile> files(ListPart part) {
        return views.get(part);
    }

    private List<ViewFile> viewFiles(ListPart part) {
        try {
            return ListJson.read(read(part));
        } catch (IOException e) {
            throw damaged(part, e);
        }
    }

    /** @throws StorageException if it cannot be read, or is not what was written */
    public byte[] read(ListPart part) {
        Checksum written = Checksum.parse(part.checksum());
        byte[] list = new byte[Math.toIntExact(written.bytes())];
        try (SeekableInputStream in = storage.input(part.path()).newStream()) {
            in.seek(part.first());
            in.readFully(list);
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(part.path(), e);
        }
        CRC32C crc = new CRC32C();
        crc.update(list);
        Checksum found = new Checksum(list.length, (int) crc.getValue());
        if (!found.equals(written)) {
            throw StorageException.damaged(
                    part.path(),
                    "is damaged: at byte " + part.first() + " it adds up to " + found + ", and " + written
                            + " was written",
                    null);
        }
        return list;
    }

    /** A list that adds up and is none. */
    public static StorageException damaged(ListPart part, Exception cause) {
        return StorageException.damaged(
                part.path(), "has no list at byte " + part.first() + ": " + cause.getMessage(), cause);
    }
}
