package io.tidemark.launcher.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Writes text in a character set, and what is not in it as a backslash, u and four digits, as JSON and Java have it, where
 * Java would write a question mark, which is another text.
 */
public final class EscapingWriter extends Writer {
    private final Writer out;
    private final CharsetEncoder encoder;
    /** The first half of a pair whose second has not come yet; 0 for none. */
    private char high;

    EscapingWriter(OutputStream out, Charset charset) {
        this.out = new OutputStreamWriter(out, charset);
        this.encoder = charset.newEncoder();
    }

    /** A writer to the terminal, file or pipe that the process was given. */
    public static PrintWriter to(OutputStream stream) {
        return new PrintWriter(new EscapingWriter(stream, ofProcess()), true);
    }

    /** What those read who started the process; newer Javas have a name for it. */
    private static Charset ofProcess() {
        String otherwise =
                System.getProperty("native.encoding", Charset.defaultCharset().name());
        String name = System.getProperty("stdout.encoding", otherwise);
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        synchronized (lock) {
            boolean endsInHalf = length > 0 && Character.isHighSurrogate(text[offset + length - 1]);
            if (high == 0 && !endsInHalf && encoder.canEncode(CharBuffer.wrap(text, offset, length))) {
                out.write(text, offset, length);
                return;
            }
            for (int i = offset; i < offset + length; i++) {
                writeOne(text[i]);
            }
        }
    }

    private void writeOne(char c) throws IOException {
        if (high != 0 && Character.isLowSurrogate(c)) {
            String pair = new String(new char[] {high, c});
            high = 0;
            if (encoder.canEncode(pair)) {
                out.write(pair);
            } else {
                escape(pair.charAt(0));
                escape(c);
            }
            return;
        }
        writeHalf();
        if (Character.isHighSurrogate(c)) {
            high = c;
        } else if (encoder.canEncode(c)) {
            out.write(c);
        } else {
            escape(c);
        }
    }

    private void writeHalf() throws IOException {
        if (high != 0) {
            escape(high);
            high = 0;
        }
    }

    private void escape(char c) throws IOException {
        String digits = Integer.toHexString(c);
        out.write("\\u" + "0".repeat(4 - digits.length()) + digits);
    }

    @Override
    public void flush() throws IOException {
        synchronized (lock) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            writeHalf();
            out.close();
        }
    }
}
