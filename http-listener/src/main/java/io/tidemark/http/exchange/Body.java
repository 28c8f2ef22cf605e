package io.tidemark.http.exchange;

/**
 * What a request may bring with it.
 *
 * @param contentType of which it must be, unless it is empty
 * @param mostBytes how long it may be
 */
public record Body(String contentType, int mostBytes) {
    /** Nothing is read. */
    public static final Body NONE = new Body("", 0);

    /** What a person or a program of theirs sends. */
    public static final Body JSON = new Body(Reply.JSON, 64 * 1024);

    /** A question whose groups or cursor are too long for a URI: a group's text may have a million characters. */
    public static final Body QUESTION = new Body(Reply.JSON, 8 * 1024 * 1024);

    public boolean isNone() {
        return mostBytes == 0;
    }
}
