/** What several commands are asked alike: the configuration, the node, JSON, what a query asks. Knows no command. */
package io.tidemark.launcher.command.option;
