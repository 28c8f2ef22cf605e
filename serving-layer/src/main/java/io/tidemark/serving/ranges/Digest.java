package io.tidemark.serving.ranges;

import io.tidemark.manifest.ViewFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Texts of one length by which nodes know that they mean the same: SHA-256. */
final class Digest {
    private Digest() {}

    static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** Of the rows of all these files: a file never changes. */
    static String of(List<ViewFile> files) {
        StringBuilder text = new StringBuilder();
        files.stream()
                .map(file ->
                        file.path() + ' ' + file.rows() + ' ' + file.origin().checksum() + '\n')
                .sorted()
                .forEach(text::append);
        return of(text.toString());
    }
}
