package io.tidemark.it.simulation;

import io.tidemark.cut.Cut;
import io.tidemark.it.simulation.Violation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happens to a world. */
record History(Setting setting, List<Move> moves) {

    /**
     * What a world is like from its beginning.
     *
     * @param appendTime whether the broker stamps the records
     * @param expiring whether the oldest tile expires on the way
     * @param late whether records had come, and some of them gone, before anybody of ours saw the topic
     */
    record Setting(boolean appendTime, boolean expiring, boolean late) {}

    /** What is taken away to see that it is needed. */
    record Rules(Cut cut, Equality equality, Beginning beginning, AfterAFailure afterAFailure, Renaming renaming) {
        static final Rules ALL = new Rules(
                Cut.PROVEN,
                Equality.WITHIN_THE_STATED_ERROR,
                Beginning.WRITTEN_ONCE,
                AfterAFailure.IT_HAS_NOT_HAPPENED,
                Renaming.REFUSES);

        Rules with(Cut rest) {
            return new Rules(rest, equality, beginning, afterAFailure, renaming);
        }

        Rules with(Equality rest) {
            return new Rules(cut, rest, beginning, afterAFailure, renaming);
        }

        Rules with(Beginning rest) {
            return new Rules(cut, equality, rest, afterAFailure, renaming);
        }

        Rules with(AfterAFailure rest) {
            return new Rules(cut, equality, beginning, rest, renaming);
        }

        Rules with(Renaming rest) {
            return new Rules(cut, equality, beginning, afterAFailure, rest);
        }
    }

    /**
     * How a history ended badly.
     *
     * @param step the first step after which something was wrong; the number of moves if only after all had drained
     */
    record Failure(int step, Violation violation) {
        boolean isSameAs(Optional<Failure> other) {
            return other.isPresent() && other.get().violation().kind() == violation.kind();
        }
    }

    /** Plays all moves, checks after each, then lets everything drain. Empty if all was well. */
    Optional<Failure> play(Rules rules) {
        World world = new World(rules, setting);
        int step = 0;
        try {
            for (Move move : moves) {
                move.on(world);
                if (move.isSeen()) {
                    world.check();
                }
                step++;
            }
            world.drain();
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(new Failure(step, violation));
        } catch (RuntimeException fault) {
            return Optional.of(new Failure(step, new Violation(fault)));
        }
    }

    /**
     * A history that fails in the same way, from which no move can be left out any more (delta debugging: Zeller and
     * Hildebrandt, 2002).
     *
     * @param plays how many histories may be played to find it
     */
    History shrunk(Rules rules, Failure failure, int plays) {
        int needed =
                failure.violation().kind() == Kind.STUCK ? moves.size() : Math.min(moves.size(), failure.step() + 1);
        List<Move> left = new ArrayList<>(moves.subList(0, needed));
        int played = 0;
        int size = Math.max(1, left.size() / 2);
        while (played < plays) {
            boolean smaller = false;
            int first = 0;
            while (first < left.size() && played++ < plays) {
                List<Move> without = new ArrayList<>(left);
                without.subList(first, Math.min(left.size(), first + size)).clear();
                if (failure.isSameAs(new History(setting, without).play(rules))) {
                    left = without;
                    smaller = true;
                } else {
                    first += size;
                }
            }
            if (size == 1 && !smaller) {
                break;
            }
            size = Math.max(1, size / 2);
        }
        return new History(setting, List.copyOf(left));
    }

    /** One move a line, as Java code. */
    String code() {
        StringBuilder code = new StringBuilder("  in a world of " + setting + "\n");
        moves.forEach(move -> code.append("  ").append(move.code()).append('\n'));
        return code.toString();
    }
}
