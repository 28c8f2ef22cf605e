/**
 * Puts the layers together and starts them, and what one process keeps for itself: its directory, its log file. Read
 * {@link io.tidemark.launcher.node.AllInOne} first.
 */
package io.tidemark.launcher.node;
