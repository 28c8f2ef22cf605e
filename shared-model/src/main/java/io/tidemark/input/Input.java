package io.tidemark.input;

import io.tidemark.stream.StreamDefinition;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an aggregation is over.
 *
 * @param sources one or several, each of another topic; in the order of their topics, however they are given
 */
public record Input<E>(List<Source<?, E>> sources) {
    /** More streams than anybody unites, and few enough for {@link #firstNumber}. */
    public static final int MOST_SOURCES = 100;

    /** More than any topic has partitions. */
    private static final int NUMBERS = 1 << 24;

    public Input {
        sources = sources.stream()
                .sorted(Comparator.comparing(source -> source.topic()))
                .toList();
        Set<String> topics = new HashSet<>();
        if (sources.isEmpty()
                || sources.size() > MOST_SOURCES
                || !sources.stream().allMatch(source -> topics.add(source.topic()))) {
            throw new IllegalArgumentException("an input of the topics "
                    + sources.stream().map(Source::topic).toList());
        }
    }

    /** One stream as it is. */
    public static <E> Input<E> of(StreamDefinition<E> stream) {
        return new Input<>(List.of(new Source<>(stream, List.of())));
    }

    public SortedSet<String> topics() {
        TreeSet<String> topics = new TreeSet<>();
        sources.forEach(source -> topics.add(source.topic()));
        return Collections.unmodifiableSortedSet(topics);
    }

    /** For people: the topics, each with its steps. */
    public String describe() {
        return sources.stream()
                .map(source -> source.isPlain()
                        ? source.topic()
                        : source.topic()
                                + source.steps().stream().map(Step::word).collect(Collectors.joining(", ", " (", ")")))
                .collect(Collectors.joining(", "));
    }

    /** Whether of an event may come that others are taken back. */
    public boolean hasChanges() {
        return sources.stream().anyMatch(source -> source.steps().stream().anyMatch(Step.Changes.class::isInstance));
    }

    public boolean reads(String topic) {
        return indexOf(topic) >= 0;
    }

    /** What comes of a topic, which is one of its own. */
    public Source<?, E> source(String topic) {
        int index = indexOf(topic);
        if (index < 0) {
            throw new IllegalArgumentException("topic \"" + topic + "\" is none of " + topics());
        }
        return sources.get(index);
    }

    /** The same for who has the stream. */
    @SuppressWarnings("unchecked") // A model has one stream of a topic.
    public <S> Source<S, E> source(StreamDefinition<S> stream) {
        return (Source<S, E>) source(stream.topic());
    }

    /** The only stream, if its events are the aggregation's as they are. */
    @SuppressWarnings("unchecked") // A plain source's events are E.
    public Optional<StreamDefinition<E>> plainStream() {
        Source<?, E> first = sources.get(0);
        return sources.size() == 1 && first.isPlain()
                ? Optional.of((StreamDefinition<E>) first.stream())
                : Optional.empty();
    }

    /**
     * What the partitions of a topic are numbered from where those of all topics are to be told apart: its place among the
     * topics times 2^24. So those of the first keep their numbers, and a stream by itself has those that the log has.
     */
    public int firstNumber(String topic) {
        return indexOf(topic) * NUMBERS;
    }

    private int indexOf(String topic) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).topic().equals(topic)) {
                return i;
            }
        }
        return -1;
    }
}
