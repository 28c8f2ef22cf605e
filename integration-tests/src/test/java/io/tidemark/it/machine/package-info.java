/**
 * What holds on a real machine: full, read-only and plain file systems, a clock that was wrong, a network that swallows
 * everything. The suite {@code machine}: it needs root on Debian and installs what it needs; see
 * {@link io.tidemark.it.machine.NeedsRootOnDebian}.
 */
package io.tidemark.it.machine;
