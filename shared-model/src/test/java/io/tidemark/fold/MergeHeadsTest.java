package io.tidemark.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MergeHeadsTest {
    /** Numbers in order. */
    private static final class Source implements Comparable<Source> {
        private final List<Integer> numbers;
        private int at;

        Source(List<Integer> numbers) {
            this.numbers = numbers;
        }

        boolean isAtNumber() {
            return at < numbers.size();
        }

        int number() {
            return numbers.get(at);
        }

        @Override
        public int compareTo(Source other) {
            return Integer.compare(number(), other.number());
        }
    }

    @Test
    void anySourcesAreMergedInOrder() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            MergeHeads<Source> heads = new MergeHeads<>();
            List<Integer> all = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                List<Integer> numbers = new ArrayList<>(
                        random.ints(random.nextInt(20), 0, 30).sorted().boxed().toList());
                all.addAll(numbers);
                Source source = new Source(numbers);
                if (source.isAtNumber()) {
                    heads.add(source);
                }
            }
            Collections.sort(all);
            List<Integer> merged = new ArrayList<>();
            Source source = heads.poll();
            while (source != null) {
                merged.add(source.number());
                source.at++;
                source = source.isAtNumber() ? heads.pollAfter(source) : heads.poll();
            }
            assertEquals(all, merged, "seed " + seed);
        }
    }
}
