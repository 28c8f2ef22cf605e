package io.tidemark.batch.lists;

import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.manifest.ListPart;
import java.io.ByteArrayOutputStream;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The lists that one manifest needs and none before it had: one file for all of them, since a store is paid and waited for by
 * the request. Owned by one thread.
 *
 * <pre>{@code
 * NewLists lists = new NewLists(storage);
 * ListPart part = lists.add(json);
 * lists.publish();    // and then the manifest that refers to the part
 * }</pre>
 */
public final class NewLists {
    /** Where they lie, from the storage's root. */
    public static final String DIRECTORY = "lists";

    private final Storage storage;
    private final String path = DIRECTORY + "/" + UUID.randomUUID() + ".json";
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    public NewLists(Storage storage) {
        this.storage = storage;
    }

    /** Whether a list is one of these: nobody can read it before they are published. */
    public boolean has(ListPart part) {
        return part.path().equals(path);
    }

    /** Adds one list. It can be read after {@link #publish}. */
    public ListPart add(byte[] list) {
        CRC32C crc = new CRC32C();
        crc.update(list);
        ListPart part = new ListPart(path, parts.size(), new Checksum(list.length, (int) crc.getValue()).toString());
        parts.writeBytes(list);
        parts.write('\n');
        return part;
    }

    /**
     * Makes them visible, if there are any.
     *
     * @throws io.tidemark.batch.storage.StorageException if that is not certain: then no manifest may refer to them
     */
    public void publish() {
        if (parts.size() > 0) {
            // Nobody else has the name, so that nobody can be first; and what is there by now is whole.
            storage.createIfAbsent(path, parts.toByteArray());
        }
    }
}
