/**
 * The realtime view over a node's states, in process and over HTTP. Read {@link io.tidemark.speed.query.SpeedView} first.
 */
package io.tidemark.speed.query;
