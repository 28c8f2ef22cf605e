/** {@code tidemark batch}: runs, by hand and by schedule. Read {@link io.tidemark.launcher.command.batch.BatchCommand} first. */
package io.tidemark.launcher.command.batch;
