package io.tidemark.columns.sum;

import java.util.HexFormat;

/**
 * What a file's first bytes add up to, as CRC-32C; as text {@code crc32c:1b2c3d4e:4711} for 4711 bytes.
 *
 * @param bytes how many they are
 */
public record Checksum(long bytes, int crc) {
    private static final String SUM = "crc32c:";
    private static final int DIGITS = 8;

    /** @throws IllegalArgumentException if it is not the text of one */
    public static Checksum parse(String text) {
        int bytesFrom = SUM.length() + DIGITS + 1;
        if (!text.startsWith(SUM) || text.length() <= bytesFrom || text.charAt(bytesFrom - 1) != ':') {
            throw new IllegalArgumentException("\"" + text + "\" is no checksum that this version knows");
        }
        int crc = HexFormat.fromHexDigits(text, SUM.length(), bytesFrom - 1);
        return new Checksum(Long.parseLong(text.substring(bytesFrom)), crc);
    }

    @Override
    public String toString() {
        return SUM + HexFormat.of().toHexDigits(crc) + ":" + bytes;
    }
}
