package io.tidemark.http.identity;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says, which may be changed while the process runs. One that cannot be used leaves what was said before, and
 * is a fault until it can. {@link #look} is for one thread, everything else for any.
 *
 * @param <T> what the file comes to
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    /** More is no file of ours. */
    private static final int MOST_BYTES = 64 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final Reader<T> reader;
    private final FaultSource faults;
    private byte[] seen;
    private volatile T value;
    private volatile long generation;

    /** Makes of a file's text what it says. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * @param place the file, for messages
         * @throws AccessFileException if it cannot be used
         */
        T read(String text, String place);
    }

    /**
     * Reads a file for the first time.
     *
     * @throws AccessFileException if it cannot be used
     */
    public WatchedFile(Path file, Reader<T> reader, Faults faults) {
        this.file = file;
        this.reader = reader;
        this.faults = faults.source();
        this.seen = bytes();
        this.value = read(seen);
    }

    public T value() {
        return value;
    }

    /** How often it was changed. */
    public long generation() {
        return generation;
    }

    /** Reads it again if it is another than before. By its content: its time may be the same, or be set back. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread looks.
    public void look() {
        try {
            byte[] now = bytes();
            if (!Arrays.equals(now, seen)) {
                T next = read(now);
                seen = now;
                value = next;
                generation++;
                LOG.info("A file was read again: file={}", file);
            }
            faults.clear(place());
        } catch (AccessFileException e) {
            faults.raise(ofFile(e.fault()));
        }
    }

    private byte[] bytes() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new AccessFileException(place(), "is larger than " + MOST_BYTES + " bytes", "name another");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AccessFileException(
                    place(), "cannot be read: " + Reason.of(e), "put it there, with the right to read it", e);
        }
    }

    private T read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // Some editors begin a file so; it would be part of the first name, and no rule would know that name.
            return reader.read(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, place());
        } catch (CharacterCodingException e) {
            throw new AccessFileException(place(), "is no text in UTF-8", "write it anew", e);
        }
    }

    /** The same said of the file, whichever line it was of: it is over when the file can be used. */
    private Fault ofFile(Fault fault) {
        String within = fault.place().equals(place()) ? "" : fault.place().substring(place().length() + 2) + " ";
        return new Fault(fault.code(), place(), within + fault.fault() + "; what it said before counts", fault.mend());
    }

    private String place() {
        return "file " + file;
    }
}
