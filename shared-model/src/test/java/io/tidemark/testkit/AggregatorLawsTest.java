package io.tidemark.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each way of being no aggregator is found and named. */
class AggregatorLawsTest {
    @Test
    void aLawfulAggregatorPasses() {
        AggregatorLaws.of(new OfWords(), random -> "x".repeat(random.nextInt(10)))
                .check();
    }

    @Test
    void theMessageNamesLawSeedAndTheLineToRunAgain() {
        AssertionError broken = assertThrows(AssertionError.class, () -> AggregatorLaws.of(
                        new OfWords() {
                            @Override
                            public void merge(StringBuilder into, StringBuilder from) {
                                // Forgets what comes.
                            }
                        },
                        random -> "word")
                .seeds(5)
                .check());
        String message = broken.getMessage();
        assertTrue(message.startsWith("longest breaks a law with seed "), message);
        assertTrue(message.contains("merging into the empty accumulator changes nothing\n  expected "), message);
        assertTrue(message.contains("run it again: AggregatorLaws.of(aggregator, events).seed("), message);
    }

    @Test
    void lastToArriveIsFound() {
        assertBroken("any split, merged in any order, gives the same", new OfWords() {
            @Override
            public void add(StringBuilder longest, String event, EventPosition at) {
                longest.setLength(0);
                longest.append(event);
            }
        });
    }

    @Test
    void aCodecThatLosesIsFound() {
        assertBroken("", new OfWords() {
            @Override
            public StringBuilder read(ByteReader in) {
                in.readString();
                return new StringBuilder();
            }
        });
    }

    @Test
    void aCodecThatReadsTooFarIsFound() {
        assertBroken("read takes exactly what write wrote", new OfWords() {
            @Override
            public StringBuilder read(ByteReader in) {
                StringBuilder read = super.read(in);
                in.readRaw(Math.min(1, in.remaining()));
                return read;
            }
        });
    }

    @Test
    void mergeThatEmptiesItsSourceIsFound() {
        assertBroken("merge leaves from as it was", new OfWords() {
            @Override
            public void merge(StringBuilder into, StringBuilder from) {
                super.merge(into, from);
                from.setLength(0);
            }
        });
    }

    @Test
    void halfAnEventIsFound() {
        assertBroken("an event that throws leaves the accumulator as it was", new OfWords() {
            @Override
            public void add(StringBuilder longest, String event, EventPosition at) {
                super.add(longest, event, at);
                if (event.length() == 7) {
                    throw new IllegalStateException("seven");
                }
            }
        });
    }

    @Test
    void aBoundThatDoesNotHoldIsFound() {
        assertBroken("claims to be bounded", new OfWords() {
            @Override
            public void add(StringBuilder longest, String event, EventPosition at) {
                longest.append(event);
            }
        });
    }

    @Test
    void aClaimToSubtractWithoutThePowerIsFound() {
        AssertionError broken = assertThrows(AssertionError.class, () -> AggregatorLaws.of(
                        new OfWords() {
                            @Override
                            public Set<Trait> traits() {
                                return Set.of(Trait.SUBTRACTABLE);
                            }
                        },
                        random -> "")
                .check());
        assertEquals(
                "longest: claims [SUBTRACTABLE] and is no SubtractableAggregator; make the two say the same",
                broken.getMessage());
    }

    @Test
    void timeThatPlaysAPartIsFound() {
        assertBroken("time and position play no part", new OfWords() {
            @Override
            public void add(StringBuilder longest, String event, EventPosition at) {
                super.add(longest, event + at.offset() % 2, at);
            }
        });
    }

    private static void assertBroken(String law, OfWords aggregator) {
        AssertionError broken = assertThrows(AssertionError.class, () -> AggregatorLaws.of(
                        aggregator,
                        random -> Character.toString('a' + random.nextInt(26)).repeat(random.nextInt(10)))
                .check());
        assertTrue(broken.getMessage().contains(law), broken.getMessage());
    }

    private static class OfWords extends Longest<String> {
        OfWords() {
            super(word -> word, 100);
        }
    }
}
