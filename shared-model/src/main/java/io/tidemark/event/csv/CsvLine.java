package io.tidemark.event.csv;

import io.tidemark.event.DecodeException;
import io.tidemark.event.value.ByteOrderMark;
import io.tidemark.fault.Counted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Splits one line into its fields. Owned by one thread; reused from line to line. */
final class CsvLine {
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final char separator;
    private final String[] fields;
    private String line;
    private int position;

    CsvLine(char separator, int columns) {
        this.separator = separator;
        this.fields = new String[columns];
    }

    /** The fields of a line, null where one is empty; valid until the next call. */
    String[] split(byte[] bytes, int offset, int length) throws DecodeException {
        try {
            int mark = ByteOrderMark.length(bytes, offset, length);
            line = utf8.decode(ByteBuffer.wrap(bytes, offset + mark, length - mark))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecodeException("csv: is not UTF-8");
        }
        position = 0;
        int count = 0;
        boolean more = true;
        while (more) {
            String field = field();
            if (count < fields.length) {
                fields[count] = field;
            }
            count++;
            more = position < line.length() && line.charAt(position) == separator;
            position++;
        }
        if (count != fields.length) {
            throw new DecodeException("csv: has " + Counted.of(count, "field") + ", not " + fields.length);
        }
        return fields;
    }

    private String field() throws DecodeException {
        String field = position < line.length() && line.charAt(position) == '"' ? quoted() : plain();
        if (position < line.length() && line.charAt(position) != separator && !isAtEnd()) {
            throw new DecodeException("csv: a field goes on after its quotes, or after a line break, at " + position);
        }
        return field;
    }

    private String plain() {
        int from = position;
        while (position < line.length() && line.charAt(position) != separator && !isLineBreak(position)) {
            position++;
        }
        return from == position ? null : line.substring(from, position);
    }

    private String quoted() throws DecodeException {
        StringBuilder text = new StringBuilder();
        int from = position + 1;
        while (true) {
            int quote = line.indexOf('"', from);
            if (quote < 0) {
                throw new DecodeException("csv: a quote is not closed");
            }
            text.append(line, from, quote);
            if (quote + 1 == line.length() || line.charAt(quote + 1) != '"') {
                position = quote + 1;
                return text.toString();
            }
            text.append('"');
            from = quote + 2;
        }
    }

    private boolean isLineBreak(int at) {
        return line.charAt(at) == '\n' || line.charAt(at) == '\r';
    }

    /** Whether nothing but one line break follows. */
    private boolean isAtEnd() {
        int left = line.length() - position;
        return (left == 1 && isLineBreak(position))
                || (left == 2 && line.charAt(position) == '\r' && line.charAt(position + 1) == '\n');
    }
}
