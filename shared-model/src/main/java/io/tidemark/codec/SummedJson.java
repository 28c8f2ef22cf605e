package io.tidemark.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A JSON object whose first field says what the rest of it adds up to, as CRC-32C: a digit that changed on a disk leaves a
 * document whole, and is known all the same.
 *
 * <pre>
 * {"crc32c":"1b2c3d4e","format":1,"topic":"orders"}      of {"format":1,"topic":"orders"}
 * </pre>
 */
public final class SummedJson {
    private static final byte[] FIELD = "{\"crc32c\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 8;
    private static final int HEAD = FIELD.length + DIGITS + 2;

    private SummedJson() {}

    /** @param object an object with at least one field, that begins with its brace */
    public static byte[] write(byte[] object) {
        byte[] summed = new byte[HEAD - 1 + object.length];
        head(object, summed);
        System.arraycopy(object, 1, summed, HEAD, object.length - 1);
        return summed;
    }

    /** Whether a document says what it adds up to; those of former versions do not. */
    public static boolean isOn(byte[] document) {
        return document.length > HEAD && Arrays.equals(document, 0, FIELD.length, FIELD, 0, FIELD.length);
    }

    /**
     * The object that was given to {@link #write}.
     *
     * @throws IOException if the document is not what was written
     */
    public static byte[] read(byte[] document) throws IOException {
        byte[] object = new byte[document.length - HEAD + 1];
        object[0] = '{';
        System.arraycopy(document, HEAD, object, 1, object.length - 1);
        byte[] head = new byte[HEAD];
        head(object, head);
        if (!Arrays.equals(head, 0, HEAD, document, 0, HEAD)) {
            throw new IOException("does not add up to what was written");
        }
        return object;
    }

    private static void head(byte[] object, byte[] into) {
        CRC32C crc = new CRC32C();
        crc.update(object);
        System.arraycopy(FIELD, 0, into, 0, FIELD.length);
        byte[] digits = HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, into, FIELD.length, DIGITS);
        into[HEAD - 2] = '"';
        into[HEAD - 1] = ',';
    }
}
