package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
    @Test
    void everythingIsClosedTheLatestFirstEvenIfOneThrows() {
        List<String> closed = new ArrayList<>();
        Closing closing = Closing.whenTold();
        closing.add(() -> closed.add("first"));
        closing.add(() -> {
            throw new IllegalStateException("cannot be closed");
        });
        closing.add(() -> {
            throw new NoClassDefFoundError("a/Missing");
        });
        closing.add(() -> closed.add("last"));

        closing.close();
        closing.close();

        assertEquals(List.of("last", "first"), closed);
    }

    @Test
    void whatIsOpenedAfterTheEndIsClosedAtOnceAndWhoOpensItIsTold() {
        List<String> done = new ArrayList<>();
        Closing closing = Closing.whenTold();
        closing.start(() -> done.add("started"));

        closing.close();

        assertThrows(EndedException.class, () -> closing.add(() -> done.add("closed")));
        assertThrows(EndedException.class, () -> closing.start(() -> done.add("started again")));
        assertEquals(List.of("started", "closed"), done);
    }

    @Test
    void whatFailsSinceItWasClosedMeanwhileHasEndedAndNothingElseHas() {
        Closing closing = Closing.whenTold();
        IOException fault = new IOException("it is not there");
        assertSame(
                fault,
                assertThrows(
                        IOException.class,
                        () -> closing.unlessEnded(() -> {
                            throw fault;
                        })));

        assertThrows(
                EndedException.class,
                () -> closing.unlessEnded(() -> {
                    closing.close();
                    throw fault;
                }));
        assertEquals("done", closing.unlessEnded(() -> "done"));
    }
}
