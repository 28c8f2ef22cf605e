package io.tidemark.testkit;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.CheckedAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.SubtractableAggregator;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * The laws that every aggregator owes, tried on seeded events: order, grouping, the empty accumulator, any split, the
 * round trip through bytes, what an accumulator keeps when it is merged or finished or when user code throws, and each
 * trait it claims. Run it on your own:
 *
 * <pre>{@code
 * AggregatorLaws.of(new LongestName(), random -> new Flight("F" + random.nextInt(50))).check();
 * }</pre>
 *
 * <p>A broken law throws {@link AssertionError} with the law, the two results, the seed and the line that runs it again.
 */
public final class AggregatorLaws<E, A, R> {
    private static final int MOST_EVENTS = 400;
    private static final int MANY = 2_000;

    private final Aggregator<E, A, R> aggregator;
    private final Function<SplittableRandom, E> events;
    private BiPredicate<R, R> agree = Objects::equals;
    private long firstSeed = 1;
    private int seeds = 100;

    private AggregatorLaws(Aggregator<E, A, R> aggregator, Function<SplittableRandom, E> events) {
        this.aggregator = aggregator;
        this.events = events;
    }

    /** The laws for an aggregator over events that are drawn at random. An event may be one on which it throws. */
    public static <E, A, R> AggregatorLaws<E, A, R> of(
            Aggregator<E, A, R> aggregator, Function<SplittableRandom, E> events) {
        return new AggregatorLaws<>(aggregator, events);
    }

    /** When two results, neither null, count as equal, for an aggregator that is not exact. */
    public AggregatorLaws<E, A, R> agreeing(BiPredicate<R, R> within) {
        agree = (a, b) -> (a == null || b == null) ? a == b : within.test(a, b);
        return this;
    }

    /** How many seeds to try, from 1 on; 100 unless said. */
    public AggregatorLaws<E, A, R> seeds(int count) {
        firstSeed = 1;
        seeds = count;
        return this;
    }

    /** Tries one seed only, to run a failure again. */
    public AggregatorLaws<E, A, R> seed(long only) {
        firstSeed = only;
        seeds = 1;
        return this;
    }

    /** Tries all laws. */
    public void check() {
        claims();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            new Trial(seed).run();
        }
    }

    private void claims() {
        boolean claimed = aggregator.traits().contains(Trait.SUBTRACTABLE);
        if (claimed != (aggregator instanceof SubtractableAggregator)) {
            throw new AssertionError(aggregator.describe() + ": claims " + aggregator.traits() + " and is "
                    + (claimed ? "no" : "a") + " SubtractableAggregator; make the two say the same");
        }
        if (aggregator.traits().contains(Trait.BOUNDED)) {
            bounded();
        }
    }

    /** Ten times the events may not make the encoding twice as long, or it grows with them. */
    private void bounded() {
        Trial trial = new Trial(firstSeed);
        int some = trial.encoded(trial.fold(trial.draw(MANY))).size();
        int more = trial.encoded(trial.fold(trial.draw(10 * MANY))).size();
        if (more > 2 * some + 256) {
            throw trial.broken("claims to be bounded", "at most twice the bytes of " + some, more + " bytes");
        }
    }

    private record Placed<E>(E event, long eventTimeMillis, int partition, long offset) implements EventPosition {}

    /** All that is tried with one seed. */
    private final class Trial {
        private final long seed;
        private final SplittableRandom random;

        Trial(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        void run() {
            int size = random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt(MOST_EVENTS);
            List<Placed<E>> placed = draw(size);
            R expected = aggregator.result(fold(placed));
            boolean counts = aggregator.traits().contains(Trait.COUNTING);
            if (counts && !Long.valueOf(placed.size()).equals(expected)) {
                throw broken("a count is how many there are", placed.size(), expected);
            }
            emptyIsNeutral(placed, expected);
            for (int round = 0; round < 3; round++) {
                anySplitInAnyOrder(placed, expected);
            }
            roundTrip(placed, expected);
            nothingElseChanges(placed);
            if (aggregator instanceof SubtractableAggregator<E, A, R> subtractable) {
                subtracts(subtractable, placed);
            }
            if (aggregator.traits().contains(Trait.ORDER_FREE)) {
                positionsPlayNoPart(placed, expected);
            }
        }

        /** Events at places of their own in the log, with few different times; those that throw are tried and left out. */
        List<Placed<E>> draw(int size) {
            List<Placed<E>> placed = new ArrayList<>();
            A sum = aggregator.create();
            for (long offset = 0; offset < size; offset++) {
                Placed<E> next =
                        new Placed<>(events.apply(random), 1_000L * random.nextInt(20), random.nextInt(4), offset);
                if (isTaken(sum, next, size <= MOST_EVENTS)) {
                    placed.add(next);
                }
            }
            return placed;
        }

        private boolean isTaken(A sum, Placed<E> next, boolean few) {
            boolean checked = checks(next.event());
            // What check has passed does not throw, so that there is nothing to compare with.
            boolean compare = few && (!checked || !(aggregator instanceof CheckedAggregator));
            R before = compare ? aggregator.result(sum) : null;
            try {
                aggregator.add(sum, next.event(), next);
            } catch (RuntimeException userCode) {
                if (compare) {
                    agreed("an event that throws leaves the accumulator as it was", before, aggregator.result(sum));
                }
                if (checked && aggregator instanceof CheckedAggregator) {
                    throw broken("check throws what add throws", userCode, "nothing");
                }
                return false;
            }
            if (!checked) {
                throw broken("check throws only where add does", "nothing", "an exception on " + next.event());
            }
            return true;
        }

        private boolean checks(E event) {
            try {
                if (aggregator instanceof CheckedAggregator<E, A, R> checked) {
                    checked.check(event);
                }
                return true;
            } catch (RuntimeException userCode) {
                return false;
            }
        }

        A fold(List<Placed<E>> placed) {
            A sum = aggregator.create();
            placed.forEach(p -> aggregator.add(sum, p.event(), p));
            return sum;
        }

        private void emptyIsNeutral(List<Placed<E>> placed, R expected) {
            A left = aggregator.create();
            aggregator.merge(left, fold(placed));
            agreed("merging into the empty accumulator changes nothing", expected, aggregator.result(left));
            A right = fold(placed);
            aggregator.merge(right, aggregator.create());
            agreed("merging the empty accumulator changes nothing", expected, aggregator.result(right));
        }

        private void anySplitInAnyOrder(List<Placed<E>> placed, R expected) {
            List<A> parts = new ArrayList<>();
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                parts.add(aggregator.create());
            }
            for (Placed<E> next : shuffled(placed)) {
                int part = random.nextInt(count);
                if (random.nextInt(20) == 0) {
                    parts.set(part, throughBytes(parts.get(part)));
                }
                aggregator.add(parts.get(part), next.event(), next);
            }
            while (parts.size() > 1) {
                A from = parts.remove(random.nextInt(parts.size()));
                int into = random.nextInt(parts.size());
                aggregator.merge(parts.get(into), random.nextBoolean() ? throughBytes(from) : from);
            }
            agreed("any split, merged in any order, gives the same", expected, aggregator.result(parts.get(0)));
        }

        private void roundTrip(List<Placed<E>> placed, R expected) {
            A sum = fold(placed);
            ByteWriter out = new ByteWriter();
            out.writeInt(17);
            aggregator.write(sum, out);
            int end = out.size();
            out.writeInt(42);
            ByteReader in = new ByteReader(out.array(), 4, out.size() - 4);
            A read = aggregator.read(in);
            if (in.position() != end) {
                throw broken("read takes exactly what write wrote", "up to byte " + end, "up to " + in.position());
            }
            agreed("an accumulator survives its bytes", expected, aggregator.result(read));
            agreed("write leaves the accumulator as it was", expected, aggregator.result(sum));
        }

        private void nothingElseChanges(List<Placed<E>> placed) {
            int cut = placed.isEmpty() ? 0 : random.nextInt(placed.size());
            List<Placed<E>> tail = placed.subList(cut, placed.size());
            A into = fold(placed.subList(0, cut));
            A from = fold(tail);
            R fromBefore = aggregator.result(from);
            agreed("result leaves the accumulator as it was", fromBefore, aggregator.result(from));
            aggregator.merge(into, from);
            agreed("merge leaves from as it was", fromBefore, aggregator.result(from));
            R merged = aggregator.result(into);
            for (Placed<E> next : draw(20)) {
                aggregator.add(from, next.event(), next);
            }
            agreed("what is merged does not follow its source", merged, aggregator.result(into));
            A again = fold(tail);
            A other = aggregator.create();
            aggregator.merge(other, again);
            for (Placed<E> next : draw(20)) {
                aggregator.add(other, next.event(), next);
            }
            agreed("a source does not follow what it was merged into", fromBefore, aggregator.result(again));
        }

        private void subtracts(SubtractableAggregator<E, A, R> subtractable, List<Placed<E>> placed) {
            int cut = placed.isEmpty() ? 0 : random.nextInt(placed.size());
            A sum = fold(placed.subList(0, cut));
            A taken = fold(placed.subList(cut, placed.size()));
            R before = aggregator.result(sum);
            R takenBefore = aggregator.result(taken);
            aggregator.merge(sum, taken);
            subtractable.subtract(sum, throughBytes(taken));
            agreed("subtract takes back what merge brought", before, aggregator.result(sum));
            agreed("subtract leaves from as it was", takenBefore, aggregator.result(taken));
            takesBackInAnyOrder(subtractable, placed);
        }

        /** Some events are taken back, be it before they come, in other parts, through bytes that hold less than nothing. */
        private void takesBackInAnyOrder(SubtractableAggregator<E, A, R> subtractable, List<Placed<E>> placed) {
            List<Placed<E>> here = new ArrayList<>();
            List<Runnable> steps = new ArrayList<>();
            List<A> parts = new ArrayList<>(List.of(aggregator.create(), aggregator.create(), aggregator.create()));
            for (Placed<E> next : placed) {
                steps.add(() -> aggregator.add(parts.get(random.nextInt(parts.size())), next.event(), next));
                if (random.nextInt(3) == 0) {
                    here.add(next);
                } else {
                    A alone = fold(List.of(next));
                    steps.add(() -> subtractable.subtract(parts.get(random.nextInt(parts.size())), alone));
                }
            }
            for (Runnable step : shuffled(steps)) {
                step.run();
                if (random.nextInt(20) == 0) {
                    parts.replaceAll(this::throughBytes);
                    parts.forEach(aggregator::result);
                }
            }
            A sum = throughBytes(parts.get(0));
            aggregator.merge(sum, throughBytes(parts.get(1)));
            aggregator.merge(sum, parts.get(2));
            R expected = aggregator.result(fold(here));
            agreed("what was taken back is as if it had never been", expected, aggregator.result(sum));
            agreed("and through its bytes", expected, aggregator.result(throughBytes(sum)));
            subtractable.subtract(sum, fold(here));
            R empty = aggregator.result(aggregator.create());
            agreed("what has nothing left is as at the beginning", empty, aggregator.result(sum));
        }

        private void positionsPlayNoPart(List<Placed<E>> placed, R expected) {
            List<Placed<E>> positions = shuffled(placed);
            List<Placed<E>> moved = new ArrayList<>();
            for (int i = 0; i < placed.size(); i++) {
                Placed<E> at = positions.get(i);
                moved.add(new Placed<>(placed.get(i).event(), at.eventTimeMillis(), at.partition(), at.offset()));
            }
            agreed("time and position play no part", expected, aggregator.result(fold(moved)));
        }

        private <T> List<T> shuffled(List<T> all) {
            List<T> order = new ArrayList<>(all);
            for (int i = order.size() - 1; i > 0; i--) {
                Collections.swap(order, i, random.nextInt(i + 1));
            }
            return order;
        }

        private A throughBytes(A accumulator) {
            return aggregator.read(new ByteReader(encoded(accumulator).toBytes()));
        }

        ByteWriter encoded(A accumulator) {
            ByteWriter out = new ByteWriter();
            aggregator.write(accumulator, out);
            return out;
        }

        private void agreed(String law, R expected, R actual) {
            if (!agree.test(expected, actual)) {
                throw broken(law, expected, actual);
            }
        }

        AssertionError broken(String law, Object expected, Object actual) {
            return new AssertionError(aggregator.describe() + " breaks a law with seed " + seed + ": " + law
                    + "\n  expected " + expected + "\n  but was  " + actual
                    + "\n  run it again: AggregatorLaws.of(aggregator, events).seed(" + seed + ").check();");
        }
    }
}
