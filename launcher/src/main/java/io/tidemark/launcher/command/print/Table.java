package io.tidemark.launcher.command.print;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rows under headings, columns as wide as what is in them; a column of numbers stands to the right. */
public final class Table {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[\\d,]+(\\.\\d+)?%?|");

    /** With the marks that turn the direction of writing. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F\\u2028-\\u202E\\u2066-\\u2069\\uFEFF]");

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this(List.of(headings));
    }

    public Table(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    public void row(Object... cells) {
        List<String> texts = new ArrayList<>();
        for (Object cell : cells) {
            texts.add(String.valueOf(cell));
        }
        row(texts);
    }

    public void row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(cells.size() + " cells under " + headings.size() + " headings");
        }
        rows.add(cells.stream().map(Table::inOneLine).toList());
    }

    /** What breaks lines, or steers a terminal, is shown as JSON writes it. */
    private static String inOneLine(String text) {
        return CONTROL.matcher(text)
                .replaceAll(found -> String.format(
                        Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
    }

    public void print(PrintWriter out) {
        print(out, headings);
        rows.forEach(row -> print(out, row));
    }

    private void print(PrintWriter out, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - cell.length());
            line.append(isNumeric(column) ? padding + cell : cell + padding).append("  ");
        }
        out.println(line.toString().stripTrailing());
    }

    private int width(int column) {
        int widest = headings.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
}
