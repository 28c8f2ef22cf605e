package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
