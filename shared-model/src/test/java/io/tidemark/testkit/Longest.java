package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import java.util.Set;

/**
 * A user's own aggregator, written as plainly as a user would: the longest text up to a length, of equals the first in
 * the alphabet. It says nothing of its functions, and cannot be checked.
 */
public class Longest<E> implements Aggregator<E, StringBuilder, String> {
    private final Field<E, String> field;
    private final int most;

    public Longest(Field<E, String> field, int most) {
        this.field = field;
        this.most = most;
    }

    @Override
    public StringBuilder create() {
        return new StringBuilder();
    }

    @Override
    public void add(StringBuilder longest, E event, EventPosition at) {
        keep(longest, field.apply(event));
    }

    @Override
    public void merge(StringBuilder into, StringBuilder from) {
        keep(into, from.toString());
    }

    private void keep(StringBuilder longest, String text) {
        boolean longer = text.length() > longest.length() && text.length() <= most;
        boolean earlier = text.length() == longest.length() && text.compareTo(longest.toString()) < 0;
        if (longer || earlier) {
            longest.setLength(0);
            longest.append(text);
        }
    }

    @Override
    public String result(StringBuilder longest) {
        return longest.toString();
    }

    @Override
    public void write(StringBuilder longest, ByteWriter out) {
        out.writeString(longest.toString());
    }

    @Override
    public StringBuilder read(ByteReader in) {
        return new StringBuilder(in.readString());
    }

    @Override
    public ResultType resultType() {
        return ResultType.STRING;
    }

    @Override
    public String describe() {
        return "longest";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.ORDER_FREE);
    }
}
