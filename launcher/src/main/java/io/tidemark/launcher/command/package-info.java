/**
 * The command line: one class a command, its options and what it prints. Commands ask a node over HTTP or start one; they
 * compute nothing. Read {@link io.tidemark.launcher.command.TidemarkCommand} first.
 */
package io.tidemark.launcher.command;
