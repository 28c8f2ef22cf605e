package io.tidemark.event.head;

import java.util.List;

/**
 * What stands beside a record's value. Its arrays are not to be changed.
 *
 * @param key null for a record without one
 * @param headers in their order; a name may come again
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: it is made for each record, and read at once.
public record RecordHead(byte[] key, List<Entry> headers) {
    /** No key and no headers. */
    public static final RecordHead NONE = new RecordHead(null, List.of());

    /**
     * One header.
     *
     * @param value null if it has none
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(String name, byte[] value) {}

    public RecordHead {
        headers = List.copyOf(headers);
    }

    /** The value of the last header of a name; null if there is none, or it has no value. */
    public byte[] last(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return headers.get(i).value();
            }
        }
        return null;
    }
}
