/**
 * The log as the layers read it, without its broker. Read {@link io.tidemark.log.LogReader} first. Knows only
 * {@code event.head}, {@code tidemark} and {@code fault}.
 */
package io.tidemark.log;
