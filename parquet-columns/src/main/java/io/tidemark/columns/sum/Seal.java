package io.tidemark.columns.sum;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.SeekableInputStream;

/**
 * What a file's last bytes add up to, its footer among them, as CRC-32C. It stands in that footer itself, as text
 *
 * <pre>
 * seal:00000000000012a4:1b2c3d4e      of all bytes from 4772 on, with eight zeros where the sum stands
 * </pre>
 *
 * so that a file is known to be what was written before anything of it is decoded. Found by its form and by adding up,
 * never by its place: in a changed footer nothing has a place.
 */
public final class Seal {
    /** Under which name it stands in the footer. */
    public static final String KEY = "tidemark.seal";

    private static final Pattern FOUND = Pattern.compile("seal:([0-9a-f]{16}):([0-9a-f]{8})");
    private static final int DIGITS = 8;
    /** Footers are mostly smaller, and are read at once. */
    private static final int LOOKED_AT = 64 << 10;

    private Seal() {}

    /** The text of one before the sum is known. */
    static String blank(long first) {
        return String.format(Locale.ROOT, "seal:%016x:%08x", first, 0);
    }

    /** Puts the sum into a file's last bytes, in which a blank one stands. Returns whether one does. */
    static boolean set(byte[] last, long first) {
        String blank = blank(first);
        // The last one: before it stand the least and greatest values of columns, which may be any text.
        int at = text(last).lastIndexOf(blank);
        if (at < 0) {
            return false;
        }
        CRC32C crc = new CRC32C();
        crc.update(last);
        byte[] digits = HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, last, at + blank.length() - DIGITS, DIGITS);
        return true;
    }

    /**
     * Whether a file is sealed; files of former versions are not.
     *
     * @throws ParquetDecodingException if it is sealed, and its last bytes are not what was written
     */
    public static boolean isOn(InputFile file) throws IOException {
        long length = file.getLength();
        byte[] end = new byte[(int) Math.min(length, LOOKED_AT)];
        try (SeekableInputStream in = file.newStream()) {
            in.seek(length - end.length);
            in.readFully(end);
            Matcher found = FOUND.matcher(text(end));
            boolean isAny = false;
            while (found.find()) {
                long first = Long.parseUnsignedLong(found.group(1), 16);
                long digits = length - end.length + found.start(2);
                isAny = true;
                if (first >= 0
                        && first <= digits
                        && sum(in, first, length, digits) == HexFormat.fromHexDigits(found.group(2))) {
                    return true;
                }
            }
            if (isAny) {
                throw new ParquetDecodingException("its footer does not add up to what was written");
            }
            return false;
        }
    }

    private static int sum(SeekableInputStream in, long first, long end, long digits) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[(int) Math.min(end - first, LOOKED_AT)];
        in.seek(first);
        for (long at = first; at < end; at += buffer.length) {
            int length = (int) Math.min(buffer.length, end - at);
            in.readFully(buffer, 0, length);
            int from = (int) Math.max(0, Math.min(length, digits - at));
            int to = (int) Math.max(0, Math.min(length, digits + DIGITS - at));
            Arrays.fill(buffer, from, to, (byte) '0');
            crc.update(buffer, 0, length);
        }
        return (int) crc.getValue();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
