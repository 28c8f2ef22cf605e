package io.tidemark.fault;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * Why something failed, in words for a person: what a file system, a network or a library throws is often no more than a
 * path and the name of a Java class. What a user's own code throws is told as it is, since its author knows those names.
 */
public final class Reason {
    /** With the package before it, and the colon behind it. */
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}(?:\\w+\\$)?[A-Z]\\w*(?:Exception|Error)\\b(?:: ?)?");

    /** Our own messages are words already, and name a class only where it is a user's. */
    private static final String OURS = "io.tidemark.";

    /** How Java begins what it says when it failed before. */
    private static final String UNINITIALISED = "Could not initialize class ";

    private static final Pattern ENDING = Pattern.compile("(?:Runtime)?(?:Exception|Error)$");
    private static final Pattern NEXT_WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    /** Causes may go round in a circle. */
    private static final int DEEPEST = 100;

    private Reason() {}

    public static String of(Throwable failure) {
        Throwable told = failure;
        for (int depth = 0; saysNothing(told) && depth < DEEPEST; depth++) {
            told = told.getCause();
        }
        if (told instanceof FileSystemException ofFile && ofFile.getReason() == null) {
            return ofFile.getFile() + " " + words(ofFile);
        } else if (told instanceof UnknownHostException) {
            return "no host of that name is known: " + told.getMessage();
        } else if (told instanceof UnresolvedAddressException) {
            return "no host of that name is known";
        } else if (failure instanceof ConnectException && failure.getMessage() == null) {
            return told == failure || told instanceof ClosedChannelException ? "nothing listens there" : of(told);
        } else if (told instanceof NoClassDefFoundError
                && String.valueOf(told.getMessage()).startsWith(UNINITIALISED)) {
            return "class " + told.getMessage().substring(UNINITIALISED.length()) + " could not be initialised"
                    + (told.getCause() == null ? "" : ": " + of(told.getCause()));
        } else if (told instanceof ClassNotFoundException || told instanceof NoClassDefFoundError) {
            return "there is no class " + String.valueOf(told.getMessage()).replace('/', '.');
        } else if (told instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        String message = told.getMessage() == null ? "" : told.getMessage();
        if (told.getClass().getName().startsWith(OURS) && !message.isBlank()) {
            return message;
        }
        String words = CLASS_NAME.matcher(message).replaceAll("").strip();
        return words.isEmpty() ? nameInWords(told) : words;
    }

    /** Whether it only wraps what caused it. */
    private static boolean saysNothing(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return cause != null
                && (thrown instanceof ExecutionException
                        || thrown instanceof CompletionException
                        || thrown instanceof InvocationTargetException
                        || (thrown instanceof UncheckedIOException
                                && cause.toString().equals(thrown.getMessage()))
                        || thrown.getMessage() == null
                        || cause.toString().equals(thrown.getMessage()));
    }

    private static String words(FileSystemException ofFile) {
        if (ofFile instanceof NoSuchFileException) {
            return "is not there";
        } else if (ofFile instanceof AccessDeniedException) {
            return "may not be used: the right to it is missing";
        } else if (ofFile instanceof FileAlreadyExistsException) {
            return "is there already";
        } else if (ofFile instanceof NotDirectoryException) {
            return "is no directory";
        } else if (ofFile instanceof DirectoryNotEmptyException) {
            return "is not empty";
        }
        return "cannot be used: " + nameInWords(ofFile);
    }

    /** {@code ClosedChannelException}: closed channel. */
    private static String nameInWords(Throwable thrown) {
        String kind = ENDING.matcher(thrown.getClass().getSimpleName()).replaceAll("");
        String words = NEXT_WORD.matcher(kind).replaceAll(" ").toLowerCase(Locale.ROOT);
        return words.isBlank() ? "it failed without a word" : words;
    }
}
