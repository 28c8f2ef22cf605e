/** Where the process begins: {@link io.tidemark.launcher.Main}, and nothing else. Knows the commands. */
package io.tidemark.launcher;
