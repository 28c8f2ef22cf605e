package io.tidemark.spark;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.tidemark.fault.Fault;
import java.util.List;
import java.util.Optional;

/** What the driver of a submission says to the process that submitted it: a line each on its standard output. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Word.Began.class, name = "began"),
    @JsonSubTypes.Type(value = Word.Read.class, name = "read"),
    @JsonSubTypes.Type(value = Word.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Word.Faulty.class, name = "faulty"),
    @JsonSubTypes.Type(value = Word.NotStarted.class, name = "notStarted"),
    @JsonSubTypes.Type(value = Word.Failed.class, name = "failed")
})
public sealed interface Word {
    /**
     * The application is on the cluster.
     *
     * @param application its id there
     * @param link where it is looked at; empty: nowhere
     */
    record Began(String application, String link) implements Word {}

    /** So many more records have been read. */
    record Read(long records) implements Word {}

    /**
     * The last word: all is done.
     *
     * @param folds what the units report, in their order, each as JSON
     * @param merges what the intervals report, likewise
     */
    record Done(List<String> folds, List<String> merges) implements Word {
        public Done {
            folds = List.copyOf(folds);
            merges = List.copyOf(merges);
        }
    }

    /** The last word: one of our own faults ended it, such as a storage that cannot be reached. */
    record Faulty(Fault fault, boolean passesByItself) implements Word {}

    /**
     * The last word: no task has started for so long.
     *
     * @param memory that an executor was to have, as Spark writes it
     */
    record NotStarted(long seconds, String memory) implements Word {}

    /**
     * The last word: Spark gave up.
     *
     * @param reason its own
     * @param link of the log of the executor that failed last; empty: none is known
     * @param passesByItself whether it may be over without anybody's doing
     */
    record Failed(String reason, String link, boolean passesByItself) implements Word {}

    /** Reads a line; empty if it is none of ours, such as what a library prints. */
    static Optional<Word> of(String line) {
        if (!line.startsWith(Lines.MARK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Lines.MAPPER.readValue(line.substring(Lines.MARK.length()), Word.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** As a line. */
    default String line() {
        try {
            return Lines.MARK + Lines.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a word is made of plain records", e);
        }
    }

    /** How words are written. */
    final class Lines {
        private static final String MARK = "tidemark: ";
        private static final JsonMapper MAPPER =
                JsonMapper.builder().addModule(new Jdk8Module()).build();

        private Lines() {}
    }
}
