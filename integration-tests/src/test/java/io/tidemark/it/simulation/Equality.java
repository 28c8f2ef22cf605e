package io.tidemark.it.simulation;

import io.tidemark.it.simulation.Oracle.Expected;
import io.tidemark.testkit.PlainFold.Cell;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** When an answer is what it must be. */
enum Equality {
    /** Exact metrics exactly, others within the error that they state (PROTOCOL 19). */
    WITHIN_THE_STATED_ERROR {
        @Override
        boolean holds(Expected expected, Cell cell, int metric, Object answer) {
            return expected.fold().disagreement(cell, metric, answer).isEmpty();
        }
    },
    /** As somebody would compare who took every metric for an exact one. */
    EXACTLY {
        @Override
        boolean holds(Expected expected, Cell cell, int metric, Object answer) {
            return Objects.equals(expected.rows().get(cell).get(metric), answer);
        }
    };

    abstract boolean holds(Expected expected, Cell cell, int metric, Object answer);

    boolean areSame(Expected expected, Map<Cell, List<Object>> answer) {
        if (!answer.keySet().equals(expected.rows().keySet())) {
            return false;
        }
        for (Map.Entry<Cell, List<Object>> row : answer.entrySet()) {
            for (int metric = 0; metric < row.getValue().size(); metric++) {
                if (!holds(expected, row.getKey(), metric, row.getValue().get(metric))) {
                    return false;
                }
            }
        }
        return true;
    }
}
