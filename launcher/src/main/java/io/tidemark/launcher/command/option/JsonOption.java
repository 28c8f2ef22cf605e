package io.tidemark.launcher.command.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The choice between a table for people and JSON for programs. */
public final class JsonOption {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build()
            .writerWithDefaultPrettyPrinter();

    @Option(names = "--json", description = "Prints JSON in place of a table.")
    private boolean chosen;

    /** Prints a value one way or the other. */
    public void print(PrintWriter out, Object value, Consumer<PrintWriter> asTable) {
        if (chosen) {
            out.println(json(value));
        } else {
            asTable.accept(out);
        }
        out.flush();
    }

    /** Prints a line for people as soon as it is known; nothing if JSON is asked for. */
    public void printUnlessChosen(PrintWriter out, Object line) {
        if (!chosen) {
            out.println(line);
            out.flush();
        }
    }

    private static String json(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
