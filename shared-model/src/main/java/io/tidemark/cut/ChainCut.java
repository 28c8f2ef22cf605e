package io.tidemark.cut;

import io.tidemark.tidemark.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * How far along one partition's chain a tidemark may go.
 *
 * @param position where it goes; never back
 * @param passed the gaps between where it was and where it goes
 * @param stoppedAt the gap that it may not pass, if that is what stops it
 */
public record ChainCut<S extends Stretch>(LogPosition position, List<S> passed, Optional<S> stoppedAt) {
    public ChainCut {
        passed = List.copyOf(passed);
    }

    /**
     * To the end of the last whole epoch.
     *
     * @param from where the tidemark stands
     * @param accepted the gaps that it may pass
     */
    public static <S extends Stretch> ChainCut<S> atAnEpochsEnd(
            List<S> chain, LogPosition from, Predicate<S> accepted, Cut cut) {
        return of(chain, from, accepted, cut, i -> cut.mayStandAfter(chain.get(i), next(chain, i)));
    }

    /** To the end of all that is archived, though its epoch may go on. */
    public static <S extends Stretch> ChainCut<S> atTheChainsEnd(
            List<S> chain, LogPosition from, Predicate<S> accepted, Cut cut) {
        return of(chain, from, accepted, cut, i -> true);
    }

    private static <S extends Stretch> Optional<S> next(List<S> chain, int index) {
        return index + 1 < chain.size() ? Optional.of(chain.get(index + 1)) : Optional.empty();
    }

    private static <S extends Stretch> ChainCut<S> of(
            List<S> chain, LogPosition from, Predicate<S> accepted, Cut cut, IntPredicate isCutAfter) {
        LogPosition position = from;
        List<S> passed = new ArrayList<>();
        List<S> pending = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            S stretch = chain.get(i);
            if (stretch.offsets().end() <= from.offset()) {
                continue;
            }
            if (stretch.isGap()) {
                if (!cut.mayPass(accepted.test(stretch))) {
                    return new ChainCut<>(position, passed, Optional.of(stretch));
                }
                pending.add(stretch);
            }
            if (isCutAfter.test(i)) {
                position = stretch.end();
                passed.addAll(pending);
                pending.clear();
            }
        }
        return new ChainCut<>(position, passed, Optional.empty());
    }
}
