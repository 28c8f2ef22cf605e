package io.tidemark.batch.view;

import io.tidemark.fold.GroupKey;

/** A row on its way into a view file: one accumulator a metric. */
record ViewRow(GroupKey group, long tileMillis, Object[] accumulators) {}
