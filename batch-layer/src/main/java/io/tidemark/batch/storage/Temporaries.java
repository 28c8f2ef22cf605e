package io.tidemark.batch.storage;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one writer that are not finished: {@code tmp/<name>-<writer>-<number>}, so that everybody sees whose a file is.
 * Safe for use by many threads.
 */
final class Temporaries {
    static final String DIRECTORY = "tmp";
    /** A topic's name may be about as long as file systems take, and here whose the file is comes after it. */
    private static final int LONGEST_SHOWN = 180;

    private static final String WRITER = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";
    private static final Pattern NAME = Pattern.compile(".*-(" + WRITER + ")-\\d+");

    private final String writer = UUID.randomUUID().toString();
    private final Pattern ending = Pattern.compile("-" + writer + "-\\d+");
    private final AtomicLong number = new AtomicLong();
    /** Those that somebody here is at. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    String writer() {
        return writer;
    }

    /**
     * A path that is nobody's yet; somebody is at it until {@link #letGo}.
     *
     * @param name for people, of any length
     */
    String begin(String name) {
        String shown = name.substring(0, Math.min(LONGEST_SHOWN, name.length()));
        String path = DIRECTORY + "/" + shown.replace('/', '_') + "-" + writer + "-" + number.incrementAndGet();
        open.add(path);
        return path;
    }

    /** Returns whether somebody was at it. */
    boolean letGo(String path) {
        return open.remove(path);
    }

    /** An id that no other file has, whoever writes it. */
    static String id(String path) {
        return UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
    }

    boolean isOpen(String path) {
        return open.contains(path);
    }

    static boolean isWriter(String text) {
        return text.matches(WRITER);
    }

    /** Who writes a file; empty if its name does not tell, as a former version's does not. */
    static Optional<String> writerOf(String path) {
        Matcher name = NAME.matcher(path);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** A text in which our files are named alike in every attempt. */
    String withoutNumbers(String text) {
        return ending.matcher(text).replaceAll("");
    }
}
