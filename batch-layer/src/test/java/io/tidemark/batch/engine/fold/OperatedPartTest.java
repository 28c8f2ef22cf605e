package io.tidemark.batch.engine.fold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.FoldException;
import io.tidemark.operator.Contributions;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OperatedPartTest {
    /** Lets a number through that it does not know, and throws on the negative ones once it has remembered them. */
    private record Distinct(OperatorMemory memory) implements Operator<Integer>, OpenOperator<Integer> {
        @Override
        public Duration lookBack() {
            return Duration.ofMillis(100_000);
        }

        @Override
        public OpenOperator<Integer> open(OperatorMemory itsOwn) {
            return new Distinct(itsOwn);
        }

        @Override
        public void prime(Integer number, long eventTimeMillis, long logClockMillis, long offset) {
            take(number, eventTimeMillis, logClockMillis, offset, (same, time) -> {});
        }

        @Override
        public void take(
                Integer number, long eventTimeMillis, long logClockMillis, long offset, Contributions<Integer> into) {
            ByteWriter key = new ByteWriter();
            key.writeInt(Math.abs(number));
            boolean isNew = memory.find(key, Long.MIN_VALUE) == null;
            memory.put(key, new byte[0], logClockMillis);
            if (number < 0) {
                throw new IllegalStateException("negative");
            }
            if (isNew) {
                into.add(number, eventTimeMillis);
            }
        }
    }

    private final OperatedPart<Integer> part =
            new OperatedPart<>(new Distinct(null), "aggregation \"a\"", 10_000, new RunningCode());

    @Test
    void ofARecordOnWhichItThrowsNothingIsRemembered() throws Exception {
        assertThrows(FoldException.class, () -> part.take(-7, 0, 0, 0));
        assertEquals(1, part.take(7, 0, 0, 1).size());
        assertEquals(0, part.take(7, 0, 0, 2).size());
    }

    @Test
    void oneThatRemembersMoreThanItMayCannotGoOn() {
        UserCodeException stop = assertThrows(UserCodeException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                part.take(i, 0, i, i);
            }
        });
        assertTrue(
                stop.getMessage().startsWith("TM-RUN-018 aggregation \"a\", operator: remembers ")
                        && stop.getMessage().contains(" where it may take 9.8 KiB of batch.memory; give more memory"),
                stop::getMessage);
    }
}
