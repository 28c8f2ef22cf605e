package io.tidemark.speed.state;

import io.tidemark.fold.GroupKey;
import io.tidemark.time.TimeRange;
import java.util.Optional;
import java.util.Set;

/** Which partials a question is about: these groups, or all when empty; tiles that start in the range. */
public record RowSelection(Optional<Set<GroupKey>> groups, TimeRange tiles) {}
