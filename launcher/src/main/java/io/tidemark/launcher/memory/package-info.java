/**
 * What the one setting {@code memory} is made of, and whether a process keeps it. Read
 * {@link io.tidemark.launcher.memory.MemoryPlan} first; docs/memory.md says it to operators.
 */
package io.tidemark.launcher.memory;
