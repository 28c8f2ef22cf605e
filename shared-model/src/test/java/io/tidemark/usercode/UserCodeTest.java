package io.tidemark.usercode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.FoldException;
import org.junit.jupiter.api.Test;

class UserCodeTest {
    @Test
    void ofALongMessageTheBeginningIsKept() {
        String text = UserCode.text(new IllegalStateException("x".repeat(3_000_000)));
        assertTrue(text.startsWith("java.lang.IllegalStateException: xxx") && text.endsWith("x…"), text);
        assertEquals(1001, text.length());
        assertEquals(
                1001,
                new FoldException(new AssertionError("x".repeat(2000)))
                        .getMessage()
                        .length());
    }

    @Test
    void aPairIsNotCutInTwo() {
        String text = UserCode.text(new IllegalStateException("\uD83D\uDE00".repeat(1000)));
        assertTrue(text.endsWith("\uDE00…"), text);
        text = UserCode.text(new IllegalStateException("x" + "\uD83D\uDE00".repeat(1000)));
        assertTrue(text.endsWith("\uDE00…"), text);
    }

    @Test
    void whatHasNoTextIsToldByItsClass() {
        assertEquals("null", UserCode.text(new IllegalStateException() {
            @Override
            public String toString() {
                return null;
            }
        }));
    }
}
