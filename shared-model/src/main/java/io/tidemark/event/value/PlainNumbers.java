package io.tidemark.event.value;

/** Whole numbers as everybody writes them. The JDK reads digits of other scripts too, which others take for no number. */
public final class PlainNumbers {
    private PlainNumbers() {}

    /**
     * A number of ASCII digits alone, with a sign or without.
     *
     * @throws NumberFormatException if the text is none, or is out of the range of long
     */
    public static long parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                throw new NumberFormatException("\"" + text + "\" has more than digits and a sign");
            }
        }
        return Long.parseLong(text);
    }
}
