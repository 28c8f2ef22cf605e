/**
 * {@code tidemark reset}, {@code log-replaced} and {@code savepoint}: what an operator does, by hand, about what was lost, or may
 * be. Read {@link io.tidemark.launcher.command.recovery.LogReplacedCommand} first.
 */
package io.tidemark.launcher.command.recovery;
