package io.tidemark.launcher.command.option;

import io.tidemark.event.value.PlainNumbers;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers, of all options there are, as configuration, parameters and events write them. */
public final class NumberText {
    private NumberText() {}

    /** The same command line, whose numbers are of ASCII digits alone. */
    public static CommandLine readBy(CommandLine line) {
        return line.registerConverter(int.class, NumberText::intOf)
                .registerConverter(Integer.class, NumberText::intOf)
                .registerConverter(long.class, NumberText::longOf)
                .registerConverter(Long.class, NumberText::longOf);
    }

    private static int intOf(String text) {
        long number = longOf(text);
        if (number != (int) number) {
            throw none(text);
        }
        return (int) number;
    }

    private static long longOf(String text) {
        try {
            return PlainNumbers.parse(text);
        } catch (NumberFormatException e) {
            throw none(text);
        }
    }

    private static TypeConversionException none(String text) {
        return new TypeConversionException("\"" + text + "\" is no whole number; write digits, such as 8080");
    }
}
