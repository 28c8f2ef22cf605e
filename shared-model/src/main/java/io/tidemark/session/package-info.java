/**
 * Sessions: stretches of a group's events with no longer gap between two. What is stored of a tile are its fragments of
 * sessions, each with the metrics of its events; a question puts them together across tiles, partitions and the tidemark
 * (PROTOCOL 16). Knows aggregators alone. Read {@link io.tidemark.session.SessionMetric} first.
 */
package io.tidemark.session;
