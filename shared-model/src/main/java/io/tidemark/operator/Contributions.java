package io.tidemark.operator;

/** Takes what an operator makes of a record: any number of events, which are folded at that record's place in the log. */
@FunctionalInterface
public interface Contributions<E> {
    void add(E event, long eventTimeMillis);
}
