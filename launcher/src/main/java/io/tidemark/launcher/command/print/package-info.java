/** What is shown on a terminal: tables, one line of progress, faults as they come. Knows no command. */
package io.tidemark.launcher.command.print;
