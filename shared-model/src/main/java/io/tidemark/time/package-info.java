/**
 * Event time (tiles, windows) and log time (clock, epochs). Every range is half open. Knows only the JDK. Read
 * {@link io.tidemark.time.TileSize} first, then {@link io.tidemark.time.Window} and {@link io.tidemark.time.LogClock}.
 */
package io.tidemark.time;
